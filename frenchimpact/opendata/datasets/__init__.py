"""The open datasets, in the order of their page: one file a subject, which gives them as `OPEN`."""

from frenchimpact.opendata.datasets import (
    aids,
    events,
    experiments,
    figures,
    impact,
    labels,
    methods,
    money,
    offers,
    organisations,
    precedents,
    projects,
    solutions,
    territories,
)
from frenchimpact.opendata.datasets.dataset import FORMATS, Dataset
from frenchimpact.opendata.datasets.files import lines_of

__all__ = ["DATASETS", "FORMATS", "Dataset", "lines_of"]

SUBJECTS = (
    organisations,
    projects,
    labels,
    territories,
    figures,
    money,
    events,
    experiments,
    offers,
    solutions,
    aids,
    precedents,
    methods,
    impact,
)
DATASETS: dict[str, Dataset] = {one.code: one for subject in SUBJECTS for one in subject.OPEN}
