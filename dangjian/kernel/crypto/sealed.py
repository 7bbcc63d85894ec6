"""A sealed value in memory: shows its mask, opens when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from dangjian.kernel.crypto.envelope import open_value, seal_value

if TYPE_CHECKING:
    from dangjian.kernel.crypto.fields import EncryptedTextField


class Sealed:
    """Text that is encrypted at rest. `str()` gives the mask, `reveal()` the text.

    It is opened only when one of them is asked for. It never goes into logs, caches or pickles in clear.
    """

    __slots__ = ("_blob", "_field", "_instance", "_plain")
    __hash__ = None  # type: ignore[assignment]  # equal texts differ in bytes: there is no stable hash

    def __init__(
        self, field: EncryptedTextField, instance: Any, *, blob: bytes | None = None, plain: str | None = None
    ) -> None:
        self._field = field
        self._instance = instance
        self._blob = blob
        self._plain = plain

    def reveal(self) -> str:
        """The text. Whoever calls answers for the right to see it. Raises SealBroken, KeyUnavailable."""
        if self._plain is None:
            assert self._blob is not None
            tenant_id, row_id = self._field.place(self._instance)
            self._plain = open_value(self._blob, tenant_id=tenant_id, label=self._field.label, row_id=row_id)
        return self._plain

    def blob(self) -> bytes:
        """The bytes that are stored."""
        if self._blob is None:
            assert self._plain is not None
            tenant_id, row_id = self._field.place(self._instance)
            self._blob = seal_value(
                self._plain, tenant_id=tenant_id, domain=self._field.domain, label=self._field.label, row_id=row_id
            )
        return self._blob

    def belongs_to(self, instance: Any) -> bool:
        """Whether the value was read from this row (or another copy of it)."""
        own = self._instance
        return own is instance or (type(own) is type(instance) and own.pk == instance.pk and own.pk is not None)

    def __str__(self) -> str:
        return self._field.mask(self.reveal())

    def __repr__(self) -> str:
        return "<Sealed>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self.reveal() == other.reveal()
        if isinstance(other, str):
            return self.reveal() == other
        return NotImplemented

    def __copy__(self) -> Sealed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Sealed:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed value is not pickled: it would leave its place")
