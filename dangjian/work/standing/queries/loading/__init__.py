"""Reading that commands and queries share."""
