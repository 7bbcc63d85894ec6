"""What a person goes through to get in: checks and slow work before a command is called."""
