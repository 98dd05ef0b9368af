"""What people are told about the impact of projects, by noun."""
