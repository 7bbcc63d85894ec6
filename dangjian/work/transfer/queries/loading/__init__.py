"""Rows that commands and queries of transfers share."""
