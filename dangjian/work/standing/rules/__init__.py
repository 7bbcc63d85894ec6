"""Words, states and clocks of members who are away or out of contact."""
