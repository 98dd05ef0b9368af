"""Reading public figures as they are and as they were known."""
