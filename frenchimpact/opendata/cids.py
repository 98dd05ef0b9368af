"""What public projects measured, in the Common Impact Data Standard (JSON-LD, basic tier): organisations, indicators, reports, outcomes.

Written as it is read, project after project: any size, little memory. Goals have the identifiers of the United Nations; codes of other
catalogues are references, no more.
"""

import datetime as dt
import json
from collections.abc import Generator, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery

from frenchimpact.core.quantities import shown
from frenchimpact.impact.models import ChangeEdition, Followed, Measure
from frenchimpact.impact.queries import evidence_of, hidden_measures
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.projects.models import Project
from frenchimpact.vocabularies.queries import word

_AT_ONCE = 500
_SDG = "http://metadata.un.org/sdg/"
# Names and types as the standard's own context has them: the file is read without asking anyone.
CONTEXT: dict[str, Any] = {
    "cids": "https://ontology.commonapproach.org/cids#",
    "org": "http://ontology.eil.utoronto.ca/tove/organization#",
    "i72": "http://ontology.eil.utoronto.ca/ISO21972/iso21972#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{name: {"@id": f"cids:{name}", "@type": "@id"} for name in ("forOrganization", "forIndicator", "forTheme", "forOutcome", "hasCode")},
    "hasIndicator": {"@id": "cids:hasIndicator", "@type": "@id"},
    **{name: {"@id": f"cids:{name}", "@type": "xsd:string"} for name in ("hasDescription", "hasComment", "unitDescription")},
    **{name: {"@id": f"org:{name}", "@type": "xsd:string"} for name in ("hasName", "hasLegalName", "hasIdentifier")},
    "value": {"@id": "i72:value", "@type": "@id"},
    "hasNumericalValue": {"@id": "i72:hasNumericalValue", "@type": "xsd:string"},
    "startedAtTime": {"@id": "prov:startedAtTime", "@type": "xsd:dateTime"},
    "endedAtTime": {"@id": "prov:endedAtTime", "@type": "xsd:dateTime"},
}


def cids_lines() -> Iterator[bytes]:
    """The file, node after node."""
    yield f'{{"@context": {_json(CONTEXT)}, "@graph": [\n'.encode()
    is_first = True
    # In a transaction: one state of the data from the first line to the last.
    with transaction.atomic():
        for node in _nodes():
            yield (("" if is_first else ",\n") + _json(node)).encode()
            is_first = False
    yield b"\n]}\n"


def _json(node: dict[str, Any]) -> str:
    return json.dumps(node, ensure_ascii=False)


def _nodes() -> Iterator[dict[str, Any]]:
    for number in range(1, 18):
        name = str(word("sdg", str(number)))
        yield {"@id": f"{_SDG}{number}", "@type": "cids:Theme", "hasName": name, "hasDescription": name, "hasIdentifier": str(number)}
    for code in sorted({code for codes in Indicator.objects.values_list("iris", flat=True) for code in codes}):
        yield {"@id": _iris(code), "@type": "cids:Code", "hasName": f"IRIS+ {code}", "hasIdentifier": code}
    values = Measure.objects.filter(state__in=Measure.COUNTED, value__isnull=False).select_related("method_version__method")
    rows = Followed.objects.filter(is_counted=True, project__status=Project.Status.PUBLISHED)
    latest = ChangeEdition.objects.filter(change__project=OuterRef("project")).order_by("-number")
    related = rows.select_related("project__organisation", "indicator").prefetch_related(Prefetch("measures", values.order_by("ends_on")))
    ordered = related.annotate(theory=Subquery(latest.values("content")[:1])).order_by("project__organisation", "project", "pk")
    organisation, project = "", 0
    batch: list[Followed] = []
    for followed in ordered.iterator(chunk_size=_AT_ONCE):
        batch.append(followed)
        if len(batch) == _AT_ONCE:
            organisation, project = yield from _of_batch(batch, organisation, project)
            batch = []
    yield from _of_batch(batch, organisation, project)


def _of_batch(batch: list[Followed], organisation: str, project: int) -> Generator[dict[str, Any], None, tuple[str, int]]:
    """What these indicators say; gives the last organisation and project, which the next ones may share."""
    hidden = hidden_measures([one.pk for one in batch])
    for followed in batch:
        holder = _holder(followed.project)
        if holder["@id"] != organisation:
            organisation = holder["@id"]
            yield holder
        if followed.project_id != project:
            project = followed.project_id
            yield from _outcomes(followed, organisation)
        yield _indicator(followed, organisation)
        for measure in followed.measures.all():
            if measure.pk not in hidden:
                yield _report(followed, measure, organisation)
    return organisation, project


def _holder(project: Project) -> dict[str, Any]:
    """The structure that holds a project; the project itself, as long as none that is public does."""
    held = project.organisation
    if held is None or not held.is_published:
        return {"@id": f"{settings.BASE_URL}/projets/{project.slug}/#porteur", "@type": "cids:Organization", "hasLegalName": project.name}
    found = {"@id": f"{settings.BASE_URL}/structures/{held.slug}/", "@type": "cids:Organization", "hasLegalName": held.name}
    return {**found, "hasIdentifier": held.siren} if held.siren else found


def _outcomes(followed: Followed, organisation: str) -> Iterator[dict[str, Any]]:
    """What the project's public theory of change says that changes."""
    for key, part in _effects(followed):
        said = {"hasName": part["text"], "hasDescription": part["stakeholder"] or part["text"]}
        yield {"@id": key, "@type": "cids:Outcome", **said, "forOrganization": organisation}


def _effects(followed: Followed) -> list[tuple[str, dict[str, Any]]]:
    """The effects of the theory of its project, by their identifiers."""
    theory: dict[str, Any] = getattr(followed, "theory", None) or {"parts": []}
    start = f"{settings.BASE_URL}/projets/{followed.project.slug}/changement/#effet-"
    return [(f"{start}{part['id']}", part) for part in theory["parts"] if part["kind"] == "outcome"]


def _key(followed: Followed) -> str:
    return f"{settings.BASE_URL}/projets/{followed.project.slug}/impact/#{followed.indicator.code}-{followed.indicator.version}"


def _iris(code: str) -> str:
    return f"{settings.BASE_URL}/methodes/indicateurs/#iris-{code}"


def _indicator(followed: Followed, organisation: str) -> dict[str, Any]:
    indicator = followed.indicator
    return {
        "@id": _key(followed),
        "@type": "cids:Indicator",
        "hasName": indicator.name_fr,
        "hasDescription": indicator.definition_fr,
        "hasIdentifier": indicator.pinned,
        # What is counted without a unit is counted one by one.
        "unitDescription": unit_words(indicator.unit) or "1",
        "forOrganization": organisation,
        "forTheme": [f"{_SDG}{goal}" for goal in dict.fromkeys([*([followed.sdg] if followed.sdg else []), *followed.sdgs_concerned])],
        "hasCode": [_iris(code) for code in indicator.iris],
        # Under whichever version of its definition the theory counts it.
        "forOutcome": [key for key, part in _effects(followed) if (part["indicator"] or "").partition("@")[0] == indicator.code],
    }


def _report(followed: Followed, measure: Measure, organisation: str) -> dict[str, Any]:
    key = f"{_key(followed)}-{measure.ends_on.isoformat()}"
    comments = [str(measure.get_state_display()), evidence_of(followed).words]
    if measure.method_version is not None:
        comments.append(str(measure.method_version))
    return {
        "@id": key,
        "@type": "cids:IndicatorReport",
        "hasName": f"{followed.indicator.name_fr} : {shown(measure.value)} ({measure.starts_on:%d/%m/%Y} – {measure.ends_on:%d/%m/%Y})",
        "forIndicator": _key(followed),
        "forOrganization": organisation,
        "startedAtTime": _instant(measure.starts_on, dt.time.min),
        "endedAtTime": _instant(measure.ends_on, dt.time(23, 59, 59)),
        "value": {"@id": f"{key}-valeur", "@type": "i72:Measure", "hasNumericalValue": _number(measure)},
        "hasComment": comments,
    }


def _number(measure: Measure) -> str:
    """Those without a value are not read."""
    return format(measure.value.normalize(), "f") if measure.value is not None else ""


def _instant(day: dt.date, hour: dt.time) -> str:
    return dt.datetime.combine(day, hour).isoformat() + "Z"
