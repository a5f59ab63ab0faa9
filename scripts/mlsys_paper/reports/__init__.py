"""What a check found, written down for people and for programs."""
