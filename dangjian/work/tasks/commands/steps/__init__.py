"""Building blocks of commands; no doors."""
