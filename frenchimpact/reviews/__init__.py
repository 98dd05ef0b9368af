"""Juries and decisions: who judges what without ties, what the scores say, who decides, and how it is told."""
