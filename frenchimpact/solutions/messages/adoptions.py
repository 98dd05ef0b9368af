"""What each side of an adoption is told: asked, the agreement to read, said yes, launched, running, measured, closed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.projects.rules import team_of
from frenchimpact.solutions.models import Adoption
from frenchimpact.solutions.rules import place_people

ASKED, MOVED = "solutions.asked", "solutions.moved"
# Whom each step is news for.
_TEAM, _PLACE, _BOTH = ("team",), ("place",), ("team", "place")
_FOR = {
    "ask": _TEAM,
    "prepare": _BOTH,
    "agree_team": _PLACE,
    "agree_place": _TEAM,
    "launch": _TEAM,
    "run": _TEAM,
    "result": _TEAM,
    "close": _BOTH,
}
# What waits for an answer.
_WAITS = ("ask", "prepare", "agree_team", "agree_place")


def _words(adoption: Adoption, verb: str) -> str:
    told = {
        "ask": _("%(taker)s veut reprendre « %(title)s ». Répondez, puis écrivez l’accord ensemble."),
        "prepare": _("L’accord sur la reprise de « %(title)s » par %(taker)s est à relire : chaque côté dit oui aux mêmes mots."),
        "agree_team": _("L’équipe d’origine a dit oui à l’accord sur « %(title)s »."),
        "agree_place": _("%(taker)s a dit oui à l’accord sur « %(title)s »."),
        "launch": _("%(taker)s a lancé « %(title)s »."),
        "run": _("« %(title)s » fonctionne chez %(taker)s."),
        "result": _("%(taker)s a donné un résultat de « %(title)s », à côté des vôtres."),
        "close": _("La reprise de « %(title)s » par %(taker)s est close : lisez ce qu’elle apprend."),
    }[verb]
    return told % {"title": adoption.solution.title, "taker": adoption.taker}


def tell_moved(adoption: Adoption, verb: str) -> None:
    """The sides for which it is news, but who did it."""
    if verb not in _FOR:
        return
    event = adoption.events.filter(verb=verb).order_by("-at", "-pk").first()
    by = event.by_id if event else None

    def news() -> News:
        words = _words(adoption, verb)
        quote = event.text if event and verb in ("ask", "close", "result") else ""
        page = reverse("solutions:adoption", args=[adoption.reference])
        return News(subject=words, lead=words, action=_("Ouvrir la reprise"), page=page, quote=quote)

    people: dict[int, User] = {}
    for side in _FOR[verb]:
        people |= {one.pk: one for one in (team_of(adoption.solution.project) if side == "team" else place_people(adoption))}
    tell_news(
        [one for one in people.values() if one.pk != by],
        kind=ASKED if verb in _WAITS else MOVED,
        news=news,
        event=f"{adoption.pk}:{event.pk if event else verb}",
        is_task=verb in _WAITS,
        reference=adoption.reference,
        thing=adoption.solution.title,
    )
