"""Money committed as pages, files and programs read it."""

from frenchimpact.commitments.queries.known import as_known
from frenchimpact.commitments.queries.lists import Asked, find_commitment, listed_commitments
from frenchimpact.commitments.showing import TONES

__all__ = ["TONES", "Asked", "as_known", "find_commitment", "listed_commitments"]
