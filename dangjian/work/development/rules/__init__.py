"""Pure decisions of the development of members."""
