"""The only code that writes events and registrations, by noun."""
