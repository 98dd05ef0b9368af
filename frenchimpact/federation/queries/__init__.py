"""Other instances and what they publish, as pages read them."""

from frenchimpact.federation.queries.records import elsewhere_of, published_elsewhere, records_matching

__all__ = ["elsewhere_of", "published_elsewhere", "records_matching"]
