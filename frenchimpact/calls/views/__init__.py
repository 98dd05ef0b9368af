"""Pages of calls and applications, each behind a door."""
