"""Pages of projects, by journey."""
