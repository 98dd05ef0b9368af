"""Short sentences about a territory, as its pages say them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.pages import FILTERS
from frenchimpact.design.trajectories import Trajectory
from frenchimpact.territories.models import Action
from frenchimpact.territories.queries.overlaps import Overlap


def plan_words(by_state: Mapping[str, int]) -> str:
    """« 5 actions : 3 en cours, 1 bloquée »: those dropped are not counted."""
    kept = {state: n for state, n in by_state.items() if n and state != Action.State.DROPPED}
    total = sum(kept.values())
    if not total:
        return _("Aucune action pour l’instant")
    said = {
        Action.State.IN_PROGRESS: ngettext("%(n)s en cours", "%(n)s en cours", kept.get("in_progress", 0)),
        Action.State.BLOCKED: ngettext("%(n)s bloquée", "%(n)s bloquées", kept.get("blocked", 0)),
        Action.State.TO_START: ngettext("%(n)s à lancer", "%(n)s à lancer", kept.get("to_start", 0)),
        Action.State.DONE: ngettext("%(n)s terminée", "%(n)s terminées", kept.get("done", 0)),
    }
    # A number never parts from its word at the end of a line.
    parts = ", ".join((words % {"n": kept[state]}).replace(" ", "\N{NO-BREAK SPACE}") for state, words in said.items() if state in kept)
    return ngettext("%(n)s action : %(parts)s", "%(n)s actions : %(parts)s", total) % {"n": total, "parts": parts}


def trajectory_badge(trajectory: Trajectory) -> tuple[str, str]:
    """What a badge says of where an indicator stands, and its tone."""
    if trajectory.state == "reached":
        return _("Cible atteinte"), "ok"
    if trajectory.state == "late":
        return _("Cible non atteinte"), "bad"
    if trajectory.state == "no_value":
        return _("Pas encore de mesure"), "info"
    if trajectory.state == "no_baseline":
        return _("Sans point de départ"), "info"
    return (_("Dans la trajectoire"), "ok") if trajectory.state == "on_track" else (_("Sous la trajectoire"), "warn")


def overlap_words(overlap: Overlap) -> str:
    """What another territory shares with this one, said after its name."""
    if overlap.is_inside and overlap.contains:
        return _("le même périmètre")
    if overlap.is_inside:
        return _("il contient tout ce territoire")
    if overlap.contains:
        return _("il est tout entier dans ce territoire")
    shown = {"n": FILTERS["number"](overlap.commune_count)}
    return ngettext("%(n)s commune en commun", "%(n)s communes en commun", overlap.commune_count) % shown
