"""What public projects measured, in the Common Impact Data Standard."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.cids import cids_lines
from frenchimpact.opendata.datasets.dataset import Dataset, Standard

OPEN = (
    Dataset(
        "impact.cids",
        _("Impact des projets, au format CIDS"),
        _("Ce que mesurent les projets publics, selon ce standard : structures, indicateurs, mesures, effets, objectifs."),
        "",
        standard=Standard("Common Impact Data Standard 3.2.1", "https://ontology.commonapproach.org/"),
        forms=("jsonld",),
        lines=cids_lines,
        tables=tuple(
            model._meta.db_table
            for room in ("impact", "methods", "projects", "organisations")
            for model in apps.get_app_config(room).get_models()
        ),
    ),
)
