"""Money committed: envelopes, commitments, their ledger of entries, the national target, and grants exchanged with others."""
