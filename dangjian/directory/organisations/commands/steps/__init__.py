"""Steps that several commands share; each is called inside a command."""
