"""The only code that writes offers, requests and matches, by noun."""
