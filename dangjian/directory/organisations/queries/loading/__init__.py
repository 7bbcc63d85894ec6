"""What several queries load or compute in the same way."""
