"""Building blocks of the commands: what several of them do inside their transaction. No doors in here."""
