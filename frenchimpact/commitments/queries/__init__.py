"""Money committed as pages, files and programs read it."""

from frenchimpact.commitments.queries.lists import Asked, find_commitment, listed_commitments

__all__ = ["Asked", "find_commitment", "listed_commitments"]
