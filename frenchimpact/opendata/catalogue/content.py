"""What the catalogue says: the programme, each dataset and its files, the API."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.opendata.catalogue.graph import Node, Value, to, typed, words
from frenchimpact.opendata.datasets import DATASETS, Dataset
from frenchimpact.opendata.datasets.dataset import NAMES, Change
from frenchimpact.opendata.datasets.schemas import LICENCE, file_of, page_of, schema_of, state_of

_EU = "http://publications.europa.eu/resource/authority/"
_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
_API = "https://spec.openapis.org/oas/v3.1.0"
_MEDIA = "https://www.iana.org/assignments/media-types/"
# What European portals call a form.
_FORMS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "geojson": ("GEOJSON", "application/geo+json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "jsonld": ("JSON_LD", "application/ld+json"),
}
# What a dataset is about, in the words of European portals; SOCI (people and society) where nothing is said here.
_THEMES = {
    "engagements": "ECON",
    "engagements.360giving": "ECON",
    "subventions.scdl": "ECON",
    "aides": "ECON",
    "dispositifs-aide": "ECON",
    "dispositifs-aide-professionnels": "ECON",
    "territoires": "REGI",
    "actions": "REGI",
    "projets-territoire": "REGI",
    "precedents": "JUST",
    "experimentations": "JUST",
}


def catalogue() -> list[Node]:
    """The whole graph."""
    home = f"{settings.BASE_URL}/donnees/"
    datasets = [node for one in DATASETS.values() for node in _dataset(one)]
    changed = [state_of(one)[1] or dt.datetime.min.replace(tzinfo=dt.UTC) for one in DATASETS.values()]
    top: Node = {
        "@id": f"{home}#catalogue",
        "@type": ["dcat:Catalog"],
        "dct:title": _said(lambda: _("Données ouvertes de %(name)s") % {"name": settings.PROGRAMME_NAME}),
        "dct:description": _said(lambda: _("Tout ce qui est public ici, en fichiers à télécharger et à réutiliser librement.")),
        "dct:issued": typed("2026-11-30", "xsd:date"),
        "dct:modified": typed(max([*changed, *map(_noon, DATASETS.values())]).isoformat(), "xsd:dateTime"),
        "dcat:themeTaxonomy": to(f"{_EU}data-theme"),
        "foaf:homepage": to(home),
        "dcat:dataset": [to(page_of(one)) for one in DATASETS.values()],
        "dcat:service": to(_service()),
        **_common(),
    }
    return [top, *datasets, _api(), *_agents(), *_terms()]


def _lower(text: object) -> str:
    return str(text).lower()


def _note(change: Change) -> str:
    return f"{change.on} – {change.words}"


def _said(text: Callable[[], str]) -> list[Value]:
    """Words in each language of the product."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(words(str(text()), code))
    return found


def _noon(dataset: Dataset) -> dt.datetime:
    """When the form of its files changed last."""
    return dt.datetime.combine(dataset.history[0].on if dataset.history else dt.date(2026, 11, 30), dt.time(12), dt.UTC)


def _service() -> str:
    return f"{settings.BASE_URL}/api/v1/"


def _common() -> dict[str, Any]:
    """What is said of the catalogue and of each dataset alike."""
    return {
        "dct:publisher": to(f"{settings.BASE_URL}/#programme"),
        "dct:language": [to(f"{_EU}language/FRA")],
        "dct:spatial": to(f"{_EU}country/FRA"),
        "dct:license": to(_LICENCE),
    }


def _dataset(one: Dataset) -> Iterator[Node]:
    page, changed = page_of(one), state_of(one)[1]
    common = _common()
    del common["dct:license"]
    yield {
        "@id": page,
        "@type": ["dcat:Dataset"],
        "dct:identifier": typed(page, "xsd:anyURI"),
        "dct:title": _said(lambda: str(one.title)),
        "dct:description": _said(lambda: one.words),
        "dct:issued": typed("2026-11-30", "xsd:date"),
        **({"dct:modified": typed(changed.isoformat(), "xsd:dateTime")} if changed else {}),
        "dct:accrualPeriodicity": to(f"{_EU}frequency/UPDATE_CONT"),
        "dct:accessRights": to(f"{_EU}access-right/PUBLIC"),
        "dct:conformsTo": to(schema_of(one)),
        "dcat:landingPage": to(page),
        "dcat:theme": to(f"{_EU}data-theme/{_THEMES.get(one.code, 'SOCI')}"),
        "dcat:keyword": [word for text in (one.title, _SUBJECT) for word in _said(partial(_lower, text))],
        "dcat:contactPoint": to(f"{settings.BASE_URL}/#contact"),
        "adms:versionNotes": [note for change in one.history for note in _said(partial(_note, change))],
        "dcat:distribution": [to(f"{page}#{kind}") for kind in one.forms],
        **common,
    }
    yield {"@id": schema_of(one), "@type": ["dct:Standard"], "dct:title": words(_named(one), "fr")}
    yield {"@id": page, "@type": ["foaf:Document"]}
    for kind in one.forms:
        yield _file(one, kind)


_SUBJECT = gettext_lazy("innovation sociale")


def _named(one: Dataset) -> str:
    return one.standard.name if one.standard else f"Table Schema « {one.title} »"


def _file(one: Dataset, kind: str) -> Node:
    form, media = _FORMS[kind]
    return {
        "@id": f"{page_of(one)}#{kind}",
        "@type": ["dcat:Distribution"],
        "dct:title": _said(lambda: f"{one.title} ({NAMES[kind]})"),
        "dct:description": _said(lambda: one.words),
        "dcat:accessURL": to(file_of(one, kind)),
        "dcat:downloadURL": to(file_of(one, kind)),
        "dct:format": to(f"{_EU}file-type/{form}"),
        "dcat:mediaType": to(_MEDIA + media),
        "dct:license": to(_LICENCE),
        "dct:conformsTo": to(schema_of(one)),
        "dct:language": to(f"{_EU}language/FRA"),
        "dcatap:availability": to(f"{_EU}planned-availability/AVAILABLE"),
    }


def _api() -> Node:
    return {
        "@id": _service(),
        "@type": ["dcat:DataService"],
        "dct:title": _said(lambda: _("API de %(name)s") % {"name": settings.PROGRAMME_NAME}),
        "dct:description": _said(lambda: _("Une interface ouverte donne les mêmes données, avec des filtres et sans compte.")),
        "dcat:endpointURL": to(_service()),
        "dcat:endpointDescription": to(f"{_service()}openapi.json"),
        "dcat:landingPage": to(f"{_service()}docs"),
        "dct:conformsTo": to(_API),
        "dct:license": to(_LICENCE),
        "dct:publisher": to(f"{settings.BASE_URL}/#programme"),
        "dcat:theme": to(f"{_EU}data-theme/SOCI"),
        "dcat:keyword": _said(lambda: str(_SUBJECT)),
        "dcat:contactPoint": to(f"{settings.BASE_URL}/#contact"),
        "dcat:servesDataset": [to(page_of(one)) for one in DATASETS.values() if one.collection],
    }


def _agents() -> Iterator[Node]:
    """Who publishes, whom to write to, and the documents that are pages or standards of others."""
    kind = "http://purl.org/adms/publishertype/NationalAuthority"
    name = words(settings.PROGRAMME_NAME, "fr")
    yield {"@id": f"{settings.BASE_URL}/#programme", "@type": ["foaf:Agent"], "foaf:name": name, "dct:type": to(kind)}
    mail = to(f"mailto:{settings.PROGRAMME_CONTACT}")
    yield {"@id": f"{settings.BASE_URL}/#contact", "@type": ["vcard:Organization", "vcard:Kind"], "vcard:fn": name, "vcard:hasEmail": mail}
    yield {"@id": _API, "@type": ["dct:Standard"], "dct:title": words("OpenAPI 3.1", "en")}
    attribution = to("http://purl.org/adms/licencetype/Attribution")
    yield {"@id": _LICENCE, "@type": ["dct:LicenseDocument"], "dct:title": words(LICENCE["title"], "fr"), "dct:type": attribution}
    for address in (f"{settings.BASE_URL}/donnees/", f"{_service()}docs"):
        yield {"@id": address, "@type": ["foaf:Document"]}


def _terms() -> Iterator[Node]:
    """The terms of European vocabularies that are used above: whoever checks the catalogue need not fetch them."""
    kinds = {
        "language": [("FRA", "français")],
        "country": [("FRA", "France")],
        "frequency": [("UPDATE_CONT", "mise à jour continue")],
        "access-right": [("PUBLIC", "public")],
        "planned-availability": [("AVAILABLE", "disponible")],
        "data-theme": [
            ("SOCI", "population et société"),
            ("ECON", "économie et finances"),
            ("REGI", "régions et villes"),
            ("JUST", "justice, système juridique et sécurité publique"),
        ],
        "file-type": [(form, NAMES[kind]) for kind, (form, _media) in _FORMS.items()],
    }
    types = {
        "language": "dct:LinguisticSystem",
        "country": "dct:Location",
        "frequency": "dct:Frequency",
        "access-right": "dct:RightsStatement",
        "file-type": "dct:MediaTypeOrExtent",
    }
    for scheme, terms in kinds.items():
        yield {"@id": _EU + scheme, "@type": ["skos:ConceptScheme"], "dct:title": words(scheme, "en")}
        for code, label in terms:
            said = {"skos:inScheme": to(_EU + scheme), "skos:prefLabel": words(label, "fr")}
            yield {"@id": f"{_EU}{scheme}/{code}", "@type": ["skos:Concept", *([types[scheme]] if scheme in types else [])], **said}
    for name, code in (("publishertype", "NationalAuthority"), ("licencetype", "Attribution")):
        scheme = f"http://purl.org/adms/{name}/"
        yield {"@id": f"{scheme}1.0", "@type": ["skos:ConceptScheme"], "dct:title": words(name, "en")}
        said = {"skos:inScheme": to(f"{scheme}1.0"), "skos:prefLabel": words(code, "en")}
        yield {"@id": scheme + code, "@type": ["skos:Concept"], **said}
    for _form, media in _FORMS.values():
        yield {"@id": _MEDIA + media, "@type": ["dct:MediaType"]}
