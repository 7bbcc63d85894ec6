"""Model fields for sensitive text: sealed at rest, found by blind index."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from dangjian.kernel.actor import current_actor
from dangjian.kernel.crypto.derived import DerivedTextField
from dangjian.kernel.crypto.envelope import blind, open_rows, seal_rows, seal_value
from dangjian.kernel.crypto.masks import Mask, mask_all
from dangjian.kernel.crypto.normalise import NORMAL_FORMS, Normaliser
from dangjian.kernel.crypto.rowseals import is_covered, seal_field
from dangjian.kernel.crypto.sealed import Sealed

_SEAL_LOOKUPS = frozenset({"isnull"})
_INDEX_LOOKUPS = frozenset({"exact", "in", "isnull"})
_INDEX = re.compile(r"[0-9a-f]{32}")


class _SealedAttribute(DeferredAttribute):
    """Gives the value of an instance as `Sealed`, bound to its row."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if value is None or type(value) is Sealed:
            return value
        field = self.field
        if isinstance(value, str):
            sealed = Sealed(field, instance, plain=value)
        else:
            sealed = Sealed(field, instance, blob=value)
        instance.__dict__[field.attname] = sealed
        return sealed

    def __set__(self, instance: Any, value: Any) -> None:
        kind = type(value)
        if kind is bytes or value is None:  # from the data base: the usual case comes first
            instance.__dict__[self.field.attname] = value
        elif isinstance(value, Sealed):
            # A value of another row would not open here: it is taken over as text and sealed anew.
            instance.__dict__[self.field.attname] = value if value.belongs_to(instance) else value.reveal()
        elif isinstance(value, str):
            instance.__dict__[self.field.attname] = value or None
        else:
            raise TypeError(f"{self.field.name} takes text or None, not {kind.__name__}")


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]  # the stub's parameters cannot be bound here
    """Text encrypted with the tenant's key of `domain` (person, finance, discipline, letter …).

    Assign plain text or None; read a `Sealed`. Empty text is stored as NULL. There is no search and no order over it:
    put a `BlindIndexField` beside it where exact search is needed. The row's id and tenant are set before saving.
    `data_class` is C3 or C4, `purpose` says what the value is kept for (record of processing).
    """

    descriptor_class = _SealedAttribute
    is_sealed = True

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        domain: str = "person",
        mask: Mask = mask_all,
        data_class: str = "C3",
        purpose: str = "",
        max_length: int = 4000,
        **kwargs: Any,
    ) -> None:
        self.domain = domain
        self.mask = mask
        self.data_class = data_class
        self.purpose = purpose
        kwargs["null"] = True
        kwargs["blank"] = True
        super().__init__(verbose_name, max_length=max_length, **kwargs)
        self.label = ""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = f"{cls._meta.label_lower}.{name}"

    def deconstruct(self) -> Any:
        """For migrations a column of bytes: masks and purposes are no part of the schema."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, "django.db.models.BinaryField", args, kwargs

    def place(self, instance: Any) -> tuple[UUID, UUID | str]:
        """Tenant and id of the row a value belongs to. Raises ValueError while they are not set."""
        tenant_id, row_id = instance.tenant_id, instance.pk
        if tenant_id is None or row_id is None:
            raise ValueError(f"{self.label}: tenant and id of the row must be set before the value is sealed")
        return _uuid(tenant_id), row_id

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if type(value) is str:
            tenant_id, row_id = self.place(model_instance)
            return seal_value(value, tenant_id=tenant_id, domain=self.domain, label=self.label, row_id=row_id)
        return value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.blob()
        if isinstance(value, str):
            raise TypeError(f"{self.label}: text is sealed by saving the row, or with seal_many() for raw writes")
        return value

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else bytes(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in _SEAL_LOOKUPS:
            raise FieldError(f"{self.label} is encrypted: search its blind index, nothing else is possible")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} is encrypted: it has no transforms")


class BlindIndexField(DerivedTextField):
    """Keyed fingerprint of an encrypted field of the same row, filled in on saving; for exact search and uniqueness.

    `filter(id_number_bidx="1101…")` takes the text and computes the index for the acting person's tenant; hexadecimal
    indexes made with `blind_index()` pass as they are. Forms: text, identity_number, phone.
    """

    def __init__(self, source: str = "", form: str = "text", **kwargs: Any) -> None:
        self.source = source
        self.form = form
        kwargs["max_length"] = 32
        kwargs["null"] = True
        kwargs["blank"] = True
        super().__init__(**kwargs)
        self.normalise: Normaliser = NORMAL_FORMS[form]

    def index(self, text: str | None, tenant_id: UUID) -> str | None:
        """The index of a text in one tenant."""
        return blind(text, tenant_id=tenant_id, label=self.label, normalise=self.normalise)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__
        value = held.get(self.source)
        if type(value) is bytes or self.source not in held:  # sealed outside, or not loaded: the index stands
            return getattr(model_instance, self.attname)
        text = value.reveal() if isinstance(value, Sealed) else value
        index = None if text is None else self.index(text, _uuid(held["tenant_id"]))
        held[self.attname] = index
        return index

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            value = value.reveal()
        if isinstance(value, str) and not _INDEX.fullmatch(value):
            return self.index(value, current_actor().tenant_id)
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in _INDEX_LOOKUPS:
            raise FieldError(f"{self.label} finds equal values only")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} finds equal values only")


@functools.cache
def _index_fields(model: type[models.Model]) -> tuple[BlindIndexField, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField))


def fields_to_write(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """`names`, and the blind indexes and the seal that must be written with them (for `save(update_fields=…)`)."""
    wanted = list(names)
    wanted += [f.name for f in _index_fields(model) if f.source in wanted and f.name not in wanted]
    seal = seal_field(model)
    return [*wanted, seal.name] if seal and seal.name not in wanted and is_covered(model, wanted) else wanted


@functools.cache
def _sealed_names(model: type[models.Model]) -> frozenset[str]:
    return frozenset(f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField))


def refuse_order(model: type[models.Model], names: Iterable[Any]) -> None:
    """Raise FieldError when an order over a sealed field is asked for: ciphertexts have none that means anything."""
    for name in names:
        if isinstance(name, str) and name.lstrip("-") in _sealed_names(model):
            raise FieldError(f"{name} is encrypted: rows cannot be ordered by it")


def blind_index(model: type[models.Model], field: str, text: str | None, *, tenant_id: UUID) -> str | None:
    """The blind index of a text: what `field` of `model` holds for rows of this tenant with that value."""
    column = model._meta.get_field(field)
    assert isinstance(column, BlindIndexField)
    return column.index(text, tenant_id)


def index_many(
    model: type[models.Model], field: str, texts: Iterable[str | None], *, tenant_id: UUID
) -> list[str | None]:
    """Blind indexes of many texts (an import looks up its rows by them)."""
    column = model._meta.get_field(field)
    assert isinstance(column, BlindIndexField)
    return [column.index(text, tenant_id) for text in texts]


def seal_many(
    model: type[models.Model], field: str, rows: Sequence[tuple[UUID | str, str | None]], *, tenant_id: UUID
) -> list[bytes | None]:
    """Seal values of one field for raw bulk writes: `rows` are pairs of row id and text."""
    column = model._meta.get_field(field)
    assert isinstance(column, EncryptedTextField)
    return seal_rows(rows, tenant_id=tenant_id, domain=column.domain, label=column.label)


def open_many(
    model: type[models.Model], field: str, rows: Sequence[tuple[UUID | str, bytes | None]], *, tenant_id: UUID
) -> list[str | None]:
    """Open values of one field read with `values_list` (pairs of row id and bytes): exports."""
    column = model._meta.get_field(field)
    assert isinstance(column, EncryptedTextField)
    return open_rows(rows, tenant_id=tenant_id, label=column.label)


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
