"""What the commands have in common: a case being worked on, entering steps, finding holders."""
