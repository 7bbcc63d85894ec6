"""The register of fields: what every column holds about people, why, on which ground, for how long, how it is hidden.

Each app declares its tables in `privacy.py` by `keep(...)`; a column without an entry stops the start (SEC-DATA-01).
The same entries give the record of processing and the copy of one's own data.
"""

from dangjian.kernel.privacy.declaring import (
    AS_LONG,
    BY_SWEEP,
    DUTY,
    FOR_GOOD,
    SECURITY,
    STAFF,
    Declaration,
    declaration_of,
    declarations,
    keep,
)
from dangjian.kernel.privacy.entries import DataClass, FieldEntry, entries, entries_of, problems_of
from dangjian.kernel.privacy.subject import Part, parts_about
from dangjian.kernel.privacy.terms import Keeping, Term, term_of

__all__ = [
    "AS_LONG",
    "BY_SWEEP",
    "DUTY",
    "FOR_GOOD",
    "SECURITY",
    "STAFF",
    "DataClass",
    "Declaration",
    "FieldEntry",
    "Keeping",
    "Part",
    "Term",
    "declaration_of",
    "declarations",
    "entries",
    "entries_of",
    "keep",
    "parts_about",
    "problems_of",
    "term_of",
]
