"""A model with every kind of sealed field."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dangjian.kernel.crypto import BlindIndexField, EncryptedTextField, mask_identity_number, mask_phone
from dangjian.kernel.ids import new_id


class Probe(models.Model):
    """A person with an identity number, a phone and a free text."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    name = models.CharField(max_length=20, default="")
    id_number = EncryptedTextField(mask=mask_identity_number)
    id_number_bidx = BlindIndexField(source="id_number", form="identity_number", db_index=True)
    mobile_phone = EncryptedTextField(mask=mask_phone)
    mobile_phone_bidx = BlindIndexField(source="mobile_phone", form="phone", db_index=True)
    note = EncryptedTextField(domain="letter")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "kernel_crypto_probe"
        db_table = "kernel_crypto_probe"
