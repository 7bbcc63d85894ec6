"""What several queries load in the same way, and what other apps ask by ports."""
