"""Steps that the commands of transfers share."""
