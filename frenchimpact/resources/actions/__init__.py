"""The only code that writes programmes and tools, by noun."""
