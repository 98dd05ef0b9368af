"""The only code that writes supports, by noun."""
