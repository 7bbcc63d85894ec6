"""Normalisers: one cell of a real table in, one clean value out, with what is wrong in words (data standards, 6.3).

A normaliser is a function from a cell to an `Outcome`. It is pure, knows nothing of other cells, and never guesses
silently: what is only probable becomes a warning or a suggestion.
"""
