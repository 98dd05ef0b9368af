"""Pages of the registry and of the calculator."""
