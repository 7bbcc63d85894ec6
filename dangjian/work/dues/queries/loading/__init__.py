"""Loading without a door, for commands and queries of this app."""
