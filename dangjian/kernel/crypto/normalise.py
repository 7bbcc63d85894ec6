"""Normal forms for blind indexes: what people write in different ways must be found as the same value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Normaliser = Callable[[str], str]


def normal_text(value: str) -> str:
    """NFKC, without spaces at the ends, case folded."""
    return unicodedata.normalize("NFKC", value).strip().casefold()


def normal_identity_number(value: str) -> str:
    """NFKC, without any spaces, upper case (the check character X)."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def normal_phone(value: str) -> str:
    """Digits only; the country code +86 or 0086 before an eleven-digit mobile number is dropped."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", value) if c in "0123456789")
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == 11:
            return digits[len(prefix) :]
    return digits


NORMAL_FORMS: dict[str, Normaliser] = {
    "text": normal_text,
    "identity_number": normal_identity_number,
    "phone": normal_phone,
}
