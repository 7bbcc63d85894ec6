"""What several queries load and show in the same way."""
