"""Building blocks of the board: rows turned into the values that the rules judge. No doors in here."""
