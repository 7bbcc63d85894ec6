"""What others may read: cases, what one may do in them, definitions."""
