"""Certificates: keys, signatures, what a certificate says, status lists, badges. Nothing here writes to the database."""
