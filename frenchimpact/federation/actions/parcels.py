"""The whole file of a project leaves, signed; that of another instance is taken, whole or not at all."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.archives import zip_stream
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.tables import NotATable
from frenchimpact.core.text import clean_line
from frenchimpact.federation import facts
from frenchimpact.federation.models import Arrival
from frenchimpact.federation.parcels import LARGEST, MEASURES, BadParcel, Parcel, as_json, open_parcel, sri
from frenchimpact.federation.queries.parcels import carried_files, entries_of, origin_of_project, summary_of, texts_of
from frenchimpact.files.actions import receive_file
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import intake
from frenchimpact.impact.actions.changes import ask_question, write_part
from frenchimpact.impact.actions.following import follow_indicator, set_impact_aim
from frenchimpact.impact.models import ChangePart
from frenchimpact.impact.models.changes import BESIDE, CHAIN
from frenchimpact.labels.actions import sign_statement
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.projects.actions import receive_project
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import DOCUMENT, PICTURE
from frenchimpact.territories.actions.measurement_lines import COLUMNS, import_measurements

MOST_PARTS, MOST_HISTORY = 200, 2000


class AlreadyHere(OutOfTurn):
    """The project of that archive came already: `project` is it."""

    def __init__(self, project: Project) -> None:
        super().__init__(_("Ce projet est déjà ici, sous la référence %s : il n’est pas repris deux fois.") % project.reference)
        self.project = project


def carry_project(*, project: Project, by: User) -> Iterator[bytes]:
    """The archive, piece by piece: signed first, its files read as they leave. Raises Refusal when it would be too large to come back."""
    with transaction.atomic():
        files = carried_files(project)
        if sum(file.size for file in files) > LARGEST * 0.95:
            raise Refusal(_("Les documents de ce projet dépassent 190 Mo : supprimez-en, ou emportez-les à part."))
        texts = texts_of(project, by)
        summary = summary_of(texts, files)
        origin = origin_of_project(project)
        statement = sign_statement(
            subject=origin, name=f"{project.reference} – {project.name}", resource=f"{origin}dossier", digest=sri(summary)
        )
        announce(facts.ProjectCarried(project_id=project.pk), by=by)
    return zip_stream(entries_of(texts, summary, as_json(statement), files))


def bring_project(*, content: BinaryIO, size: int, by: User) -> Arrival:
    """The project of an archive is declared here by `by`, with all that could be taken. Raises Refusal: nothing is then written."""
    parcel = open_parcel(content, size)
    try:
        with transaction.atomic():
            return _bring(parcel, by)
    except IntegrityError as error:
        # Sent twice at once: the other one came first.
        known = Arrival.objects.filter(issuer=parcel.issuer, origin=parcel.origin).select_related("project").first()
        if known is None:
            raise
        raise AlreadyHere(known.project) from error


def _bring(parcel: Parcel, by: User) -> Arrival:
    known = Arrival.objects.filter(issuer=parcel.issuer, origin=parcel.origin).select_related("project").first()
    if known is not None:
        raise AlreadyHere(known.project)
    if parcel.peer is None and (own := _own(parcel.origin)) is not None:
        raise AlreadyHere(own)
    told = parcel.told
    project, left = receive_project(told=_mapping(told.get("project")), source=parcel.issuer_name, by=by)
    _theory(project, _mapping(told.get("theory")), by, left)
    _follow(project, told.get("followed"), by, left)
    _measure(project, parcel, by, left)
    _file(project, parcel, by, left)
    arrival = Arrival.objects.create(
        peer=parcel.peer,
        issuer=parcel.issuer,
        issuer_name=parcel.issuer_name,
        origin=parcel.origin,
        reference=clean_line(_text(told.get("reference")))[:20],
        signed_at=parcel.signed_at,
        sha256=parcel.sha256,
        project=project,
        history=_history(told.get("history")),
        left_out=left,
        by=by,
    )
    announce(facts.ProjectArrived(project_id=project.pk, arrival_id=arrival.pk), by=by)
    return arrival


def _own(origin: str) -> Project | None:
    """The project of here that has that address."""
    slug = origin.rstrip("/").rsplit("/", 1)[-1]
    found = Project.objects.filter(slug=slug).first()
    return found if found is not None and origin_of_project(found) == origin else None


def _indicators(pinned: set[str]) -> dict[str, Indicator]:
    rows = Indicator.objects.filter(code__in={one.partition("@")[0][:60] for one in pinned})
    return {one.pinned: one for one in rows if one.pinned in pinned}


def _theory(project: Project, theory: Mapping[str, Any], by: User, left: list[str]) -> None:
    """The last links first, so that what each part leads to is there; within a kind, in their order."""
    if question := clean_line(_text(theory.get("question")))[:300]:
        ask_question(holder=project, question=question, by=by)
    parts = [one for one in _list(theory.get("parts"))[:MOST_PARTS] if isinstance(one, Mapping)]
    known = _indicators({_text(one.get("indicator")) for one in parts})
    made: dict[Any, ChangePart] = {}
    for kind in (*reversed(CHAIN), *BESIDE):
        for one in parts:
            if one.get("kind") == kind.value and (text := clean_line(_text(one.get("text")))[:300]):
                targets = [made[key] for key in _list(one.get("leads_to")) if isinstance(key, int) and key in made]
                whom = clean_line(_text(one.get("stakeholder")))[:120]
                indicator = known.get(_text(one.get("indicator")))
                try:
                    with transaction.atomic():
                        part = write_part(
                            holder=project, kind=kind, text=text, by=by, stakeholder=whom, indicator=indicator, leads_to=targets
                        )
                except Refusal as refusal:
                    left.append(f"{text} – {refusal.message}")
                else:
                    made[one.get("id") if isinstance(one.get("id"), int) else id(one)] = part


def _follow(project: Project, followed: Any, by: User, left: list[str]) -> None:
    """Its indicators, in the version of their definition; those that are not known here are said."""
    told = [one for one in _list(followed)[:MOST_PARTS] if isinstance(one, Mapping)]
    known = _indicators({_text(one.get("indicator")) for one in told})
    for one in told:
        pinned = clean_line(_text(one.get("indicator")))[:80]
        if pinned not in known:
            left.append(_("%s : cet indicateur n’est pas connu ici, ses valeurs non plus.") % pinned)
            continue
        theme = _text(one.get("theme"))
        try:
            with transaction.atomic():
                line = follow_indicator(
                    project=project,
                    indicator=known[pinned],
                    by=by,
                    method_version=_method(_text(one.get("method"))),
                    started_on=_day(one.get("started_on")),
                    sdg=one["sdg"] if isinstance(one.get("sdg"), int) else None,
                    theme=theme if theme in project.themes else "",
                )
                if aim := _aim(_mapping(one.get("aim"))):
                    set_impact_aim(followed=line, by=by, **aim)
        except Refusal as refusal:
            left.append(f"{pinned} – {_why(refusal)}")


def _method(pinned: str) -> MethodVersion | None:
    slug, _at, number = pinned.partition("@")
    return MethodVersion.objects.filter(method__slug=slug, number=number, state="published").first() if number else None


def _aim(told: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: day for name in ("baseline_on", "target_on") if (day := _day(told.get(name))) is not None}
    for name in ("baseline", "target"):
        try:
            value = Decimal(_text(told.get(name)))
        except InvalidOperation:
            continue
        if value.is_finite():
            found[name] = value
    return found


def _measure(project: Project, parcel: Parcel, by: User, left: list[str]) -> None:
    """Its values, by the file that anybody may import: read again under the reference that it has here."""
    if MEASURES not in parcel.names:
        return
    rows = _values(project, parcel)
    if not rows:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MEASURES
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([list(COLUMNS), *rows])
        try:
            outcome = import_measurements(path, by=by, is_confirmed=True, only=project.reference)
        except NotATable as error:
            left.append(f"{MEASURES} – {error}")
            return
        if outcome.refused_path:
            lines = outcome.refused_path.read_text("utf-8-sig").splitlines()[1:51]
            left += [f"{MEASURES} – {line}"[:500] for line in lines]


def _values(project: Project, parcel: Parcel) -> list[list[str]]:
    """The lines of its values, each the first here of its period. Raises BadParcel for what is no table."""
    reference = _text(parcel.told.get("reference"))
    try:
        lines = list(csv.DictReader(io.StringIO(parcel.content(MEASURES).decode("utf-8", "replace"))))
    except csv.Error as error:
        raise BadParcel(_("Les valeurs de ce dossier ne se lisent pas comme un tableau : il n’est pas repris.")) from error
    for line in lines:
        was, _slash, code = (line.get("indicateur") or "").rpartition("/")
        line["indicateur"] = f"{project.reference if was == reference else was}/{code}"
        line["version"] = ""
    return [[line.get(name) or "" for name in COLUMNS] for line in lines]


def _file(project: Project, parcel: Parcel, by: User, left: list[str]) -> None:
    """Its documents and its picture, examined as any that is sent."""
    for one in _list(parcel.told.get("documents")):
        told = _mapping(one)
        name, purpose = _text(told.get("path")), _text(told.get("purpose"))
        if name not in parcel.names or purpose not in {DOCUMENT, PICTURE}:
            continue
        is_picture = purpose == PICTURE
        audience = _text(told.get("audience"))
        if audience not in StoredFile.Audience.values:
            audience = "" if is_picture else StoredFile.Audience.PRIVATE
        with tempfile.SpooledTemporaryFile(max_size=1 << 20) as content:
            for piece in parcel.pieces(name):
                content.write(piece)
            content.seek(0)
            try:
                with transaction.atomic():
                    receive_file(
                        content=cast(BinaryIO, content),
                        name=clean_line(_text(told.get("name")))[:150] or name.rsplit("/", 1)[-1],
                        owner=project,
                        purpose=purpose,
                        intake=intake("image" if is_picture else "document"),
                        by=by,
                        description=clean_line(_text(told.get("description")))[:200],
                        audience=audience,
                    )
            except Refusal as refusal:
                left.append(f"{name} – {refusal.message}")


def _history(told: Any) -> list[dict[str, str]]:
    """What happened there, in their words: kept apart from the trail of here, which only says what this instance saw."""
    rows = [_mapping(one) for one in _list(told)[:MOST_HISTORY]]
    found = [{"at": _text(one.get("at"))[:40], "words": clean_line(_text(one.get("words")))[:300]} for one in rows]
    return [one for one in found if one["words"] and _instant(one["at"])]


def _instant(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and 1900 < found.year < 3000 else None


def _why(refusal: Refusal) -> str:
    return "; ".join(map(str, refusal.missing.values())) if isinstance(refusal, Incomplete) else str(refusal.message)


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
