"""What others may read about dues."""
