"""Validating the plan as a whole."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.design.words import day
from frenchimpact.territories import facts
from frenchimpact.territories.models import Meeting, PlanVersion, Territory
from frenchimpact.territories.queries.plan_versions import (
    Missing,
    content_of,
    fingerprint,
    last_steered,
    last_version,
    missing_of,
    moved_budgets,
    steering_meetings,
)


class NotReady(Refusal):
    """The plan lacks what `missing` says: all of it, each with its page."""

    status = 422

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(_("Le plan ne peut pas encore être validé : corrigez ce qui suit."))
        self.missing = missing


def _why_not(meeting: Meeting, territory: Territory, last: PlanVersion | None) -> str:
    """Why a meeting cannot have validated what changed since the last version."""
    if last is not None and meeting in steering_meetings(territory, None):
        told = {"on": day(meeting.starts_at), "number": last.number, "made": day(last.at)}
        words = _("Ce comité du %(on)s s’est tenu avant la version %(number)s, du %(made)s : il n’a pas vu ce qui a changé depuis.")
        return words % told + " " + _("Choisissez un comité tenu après elle, ou réunissez-le.")
    return _("Choisissez un comité de pilotage qui s’est tenu.")


@transaction.atomic
def validate_plan(*, territory: Territory, note: str = "", meeting: Meeting | None = None, by: User) -> PlanVersion:
    """One more version, kept for ever with its fingerprint.

    Raises NotReady with all that is missing; Incomplete when a budget moved by more than a fifth and no meeting of the steering
    committee is named, or when the one named met before the last version was made; Refusal when nothing changed.
    """
    territory = lock(territory)
    content = content_of(territory)
    missing = missing_of(territory, content)
    if missing:
        raise NotReady(missing)
    last, sha256 = last_version(territory), fingerprint(content)
    if last is not None and last.sha256 == sha256:
        raise Refusal(_("Rien n’a changé depuis la version %(number)s : elle est toujours celle en vigueur.") % {"number": last.number})
    if meeting is not None and meeting not in steering_meetings(territory, last):
        raise Incomplete(_("Cette réunion ne peut pas avoir validé le plan."), {"meeting": _why_not(meeting, territory, last)})
    seen = last_steered(territory)
    moved = moved_budgets(seen.content, content) if seen is not None else []
    if moved and meeting is None:
        words = _("Le budget de %(codes)s a bougé de plus de 20 %% : choisissez le comité de pilotage qui l’a validé.")
        told = words % {"codes": ", ".join(one.code for one in moved)}
        raise Incomplete(_("Un budget a bougé de plus de 20 %."), {"meeting": told})
    version = PlanVersion.objects.create(
        territory=territory,
        number=last.number + 1 if last is not None else 1,
        content=content,
        sha256=sha256,
        note=note,
        meeting=meeting,
        by=by,
    )
    announce(facts.PlanValidated(territory_id=territory.pk, version_id=version.pk), by=by)
    return version
