"""The only code that writes impact."""
