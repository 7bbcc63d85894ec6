"""Rights of the search: everybody signed in; each kind shows only what the person may see."""

from __future__ import annotations

from dangjian.kernel.permissions import SIGNED_IN

SEARCH = SIGNED_IN
