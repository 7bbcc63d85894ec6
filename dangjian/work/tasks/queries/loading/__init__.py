"""Building blocks of queries and commands; no doors."""
