"""What another instance publishes, read: its catalogue, the rows of its files, and what each row says."""
