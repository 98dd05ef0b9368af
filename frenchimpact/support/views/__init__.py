"""Pages of support, by noun."""
