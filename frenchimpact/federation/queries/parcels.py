"""The whole file of a project, as the archive by which it travels."""

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.federation.models import Arrival
from frenchimpact.federation.parcels import FOLDER, FORMAT, MEASURES, PROJECT, SUMMARY, VERSION, as_json
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, pieces_of
from frenchimpact.impact.actions.measurement_files import export_measures
from frenchimpact.impact.queries import change_of, content_of
from frenchimpact.journal.queries import entries_for, words_of
from frenchimpact.projects.models import PassportAnswer, Project
from frenchimpact.projects.queries import audiences_of, shown_entries
from frenchimpact.projects.rules import DOCUMENT, PICTURE, is_open, places_of
from frenchimpact.territories.actions.measurement_lines import COLUMNS

MOST_HISTORY = 2000


def origin_of_project(project: Project) -> str:
    """What names it for ever, wherever it goes."""
    return f"{settings.BASE_URL}/projets/{project.slug}/"


def arrival_of(project: Project) -> Arrival | None:
    """Where it came from, when it came from elsewhere."""
    return Arrival.objects.filter(project=project).select_related("peer", "by").first()


def carried_files(project: Project) -> list[StoredFile]:
    """Its documents and its picture; what a scanner put aside does not travel."""
    return [file for file in files_of(project).filter(purpose__in=[DOCUMENT, PICTURE]) if is_open(file)]


def texts_of(project: Project, by: User) -> dict[str, bytes]:
    """What it says, small files by their names."""
    return {PROJECT: as_json(_told(project, by)), MEASURES: _measures(project)}


def summary_of(texts: dict[str, bytes], files: list[StoredFile]) -> bytes:
    """Every file with its size and its print."""
    said = [{"path": name, "size": len(text), "sha256": hashlib.sha256(text).hexdigest()} for name, text in texts.items()]
    said += [{"path": path_of(at, file), "size": file.size, "sha256": file.sha256} for at, file in enumerate(files, 1)]
    return as_json({"format": FORMAT, "version": VERSION, "made_at": clock.now().isoformat(), "files": said})


def entries_of(texts: dict[str, bytes], summary: bytes, attestation: bytes, files: list[StoredFile]) -> Iterator[tuple[str, Any]]:
    """The archive, in its order; each file is read when its turn comes."""
    yield "attestation.json", [attestation]
    yield SUMMARY, [summary]
    for name, text in texts.items():
        yield name, [text]
    for at, file in enumerate(files, 1):
        yield path_of(at, file), pieces_of(file)


def path_of(at: int, file: StoredFile) -> str:
    """Its name there: names of files are harmless (see StoredFile), a number keeps them apart."""
    return f"{FOLDER}{at:03d}-{file.name[-150:]}"


def _told(project: Project, by: User) -> dict[str, Any]:
    holder, change = project.organisation, change_of(project)
    return {
        "origin": origin_of_project(project),
        "reference": project.reference,
        "instance": {"name": settings.PROGRAMME_NAME, "url": settings.BASE_URL},
        "project": {
            "name": project.name,
            "problem": project.problem,
            "answer": project.answer,
            "stage": project.stage,
            "is_need": project.is_need,
            "themes": project.themes,
            "publics": project.publics,
            "sdgs": project.sdgs,
            "places": [place.key for place in places_of(project)],
            "structure": {"name": holder.name, "siren": holder.siren, "siret": holder.siret, "rna": holder.rna} if holder else None,
            "status": project.status,
            "created_at": project.created_at.isoformat(),
            "published_at": project.published_at.isoformat() if project.published_at else None,
            "passport": _passport(project),
            "stages": [{"stage": one.stage, "on": one.on.isoformat(), "note": one.note} for one in project.stage_changes.all()],
            "audiences": audiences_of(project),
        },
        "theory": content_of(change) if change else None,
        "followed": [_followed(one) for one in project.followed.select_related("indicator", "method_version__method").order_by("pk")],
        "documents": [
            {
                "path": path_of(at, file),
                "name": file.name,
                "purpose": file.purpose,
                "description": file.description,
                "audience": file.audience,
            }
            for at, file in enumerate(carried_files(project), 1)
        ],
        "history": _history(project, by),
    }


def _passport(project: Project) -> dict[str, Any]:
    rows = PassportAnswer.objects.filter(project=project, superseded_at=None)
    return {
        row.key: {"value": row.value, "source": row.source, "at": row.at.isoformat(), "confirmed_at": row.confirmed_at.isoformat()}
        for row in rows
    }


def _followed(one: Any) -> dict[str, Any]:
    aim = one.aims.first()
    version = one.method_version
    return {
        "indicator": one.indicator.pinned,
        "method": f"{version.method.slug}@{version.number}" if version else "",
        "started_on": one.started_on.isoformat(),
        "sdg": one.sdg,
        "theme": one.theme,
        "aim": {
            name: str(value) for name in ("baseline", "baseline_on", "target", "target_on") if (value := getattr(aim, name)) is not None
        }
        if aim
        else None,
    }


def _history(project: Project, by: User) -> list[dict[str, str]]:
    """What happened, without anybody's name: who did it stays with the instance where they agreed to be known."""
    entries = shown_entries(entries_for(project), by, project)[:MOST_HISTORY]
    return [{"at": entry.at.isoformat(), "words": words_of(entry)} for entry in entries]


def _measures(project: Project) -> bytes:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    with transaction.atomic():
        writer.writerows(export_measures(project))
    return page.getvalue().encode()
