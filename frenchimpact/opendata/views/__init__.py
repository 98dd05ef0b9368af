"""Views, by subject."""

from frenchimpact.opendata.views.api import api_collection, api_docs, nothing_here
from frenchimpact.opendata.views.datasets import catalogue_file, dataset, dataset_file, datasets, schema

__all__ = ["api_collection", "api_docs", "catalogue_file", "dataset", "dataset_file", "datasets", "nothing_here", "schema"]
