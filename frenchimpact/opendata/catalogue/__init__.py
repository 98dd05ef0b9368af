"""The catalogue of the open datasets and of the API, in DCAT-AP 3: the same graph as JSON-LD and as Turtle."""

from frenchimpact.opendata.catalogue.content import catalogue
from frenchimpact.opendata.catalogue.graph import as_json_ld, as_turtle

__all__ = ["as_json_ld", "as_turtle", "catalogue"]
