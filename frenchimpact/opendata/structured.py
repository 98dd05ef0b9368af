"""Datasets as schema.org tells them: search engines of data read the page of each, and the catalogue."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse

from frenchimpact.opendata.datasets.dataset import DATA_TYPES, Dataset
from frenchimpact.opendata.datasets.schemas import LICENCE, file_of, page_of


def as_dataset(dataset: Dataset, changed: dt.datetime | None) -> dict[str, Any]:
    """A dataset with its files."""
    files = [
        {"@type": "DataDownload", "name": name, "encodingFormat": DATA_TYPES[kind], "contentUrl": file_of(dataset, kind)}
        for kind, name in dataset.files
    ]
    told = {
        "@type": "Dataset",
        "@id": page_of(dataset),
        "url": page_of(dataset),
        "name": str(dataset.title),
        # Engines of data take no description under fifty signs.
        "description": f"{dataset.words} {settings.PROGRAMME_NAME}, Licence Ouverte 2.0.",
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.PROGRAMME_NAME, "url": f"{settings.BASE_URL}/"},
        "distribution": files,
        "includedInDataCatalog": {"@type": "DataCatalog", "url": settings.BASE_URL + reverse("opendata_pages:datasets")},
    }
    return told | ({"dateModified": changed.date().isoformat()} if changed else {})


def as_catalogue(datasets: list[Dataset]) -> dict[str, Any]:
    """All of them."""
    named = [{"@type": "Dataset", "@id": page_of(one), "url": page_of(one), "name": str(one.title)} for one in datasets]
    here = settings.BASE_URL + reverse("opendata_pages:datasets")
    return {"@type": "DataCatalog", "url": here, "name": settings.PROGRAMME_NAME, "license": LICENCE["path"], "dataset": named}
