"""What several queries load in the same way, and what organisations ask by ports."""
