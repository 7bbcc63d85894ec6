"""Decisions about transfers: values in, values out."""
