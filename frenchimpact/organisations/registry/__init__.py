"""The national registry of organisations, behind one question: which ones does this text mean?

`REGISTRY_URL` says who answers: the public service « Recherche d’entreprises », another server of the same shape, `demo:` for the
invented organisations that come with the product, or nobody when it is empty.
"""

from frenchimpact.organisations.registry.answers import Company, Establishment
from frenchimpact.organisations.registry.asking import RegistryDown, find_unit, is_demo, is_on, search

__all__ = ["Company", "Establishment", "RegistryDown", "find_unit", "is_demo", "is_on", "search"]
