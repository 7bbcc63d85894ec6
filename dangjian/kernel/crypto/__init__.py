"""Everything cryptographic: sealed fields, blind indexes, data keys. Nothing outside imports a crypto library."""

from dangjian.kernel.crypto.envelope import open_value, seal_value
from dangjian.kernel.crypto.fields import (
    BlindIndexField,
    EncryptedTextField,
    blind_index,
    fields_to_write,
    index_many,
    open_many,
    seal_many,
)
from dangjian.kernel.crypto.keyring import health, keyring
from dangjian.kernel.crypto.masks import (
    mask_account,
    mask_address,
    mask_all,
    mask_identity_number,
    mask_name,
    mask_phone,
)
from dangjian.kernel.crypto.normalise import normal_identity_number, normal_phone, normal_text
from dangjian.kernel.crypto.primitives import SealBroken, hmac_sm3, same, self_test, sm3
from dangjian.kernel.crypto.providers import KeyUnavailable
from dangjian.kernel.crypto.rowseals import RowSealField, SealedRow
from dangjian.kernel.crypto.sealed import Sealed

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "KeyUnavailable",
    "RowSealField",
    "SealBroken",
    "Sealed",
    "SealedRow",
    "blind_index",
    "fields_to_write",
    "health",
    "hmac_sm3",
    "index_many",
    "keyring",
    "mask_account",
    "mask_address",
    "mask_all",
    "mask_identity_number",
    "mask_name",
    "mask_phone",
    "normal_identity_number",
    "normal_phone",
    "normal_text",
    "open_many",
    "open_value",
    "same",
    "seal_many",
    "seal_value",
    "self_test",
    "sm3",
]
