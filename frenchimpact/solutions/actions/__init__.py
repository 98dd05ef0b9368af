"""The only code that writes solutions and adoptions, by noun."""
