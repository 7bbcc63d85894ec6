"""Everything that changes a definition or a case."""
