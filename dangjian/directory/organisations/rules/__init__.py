"""Decisions about organisations: values in, values out, the clause beside each."""
