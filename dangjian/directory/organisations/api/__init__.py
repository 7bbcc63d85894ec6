"""Routes of organisations: `/api/v1/directory/{organisations,cells,units}`."""

from dangjian.directory.organisations.api import cells, changes, organisations, past, terms, units

__all__ = ["cells", "changes", "organisations", "past", "terms", "units"]
