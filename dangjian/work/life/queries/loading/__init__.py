"""Building blocks of the queries and commands: rows turned into the values that the rules judge. No doors in here."""
