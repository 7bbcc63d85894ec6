"""Steps that several commands of dues share; each runs inside a command."""
