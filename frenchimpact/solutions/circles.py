"""Who talks about an adoption: the first team, the mentor, and those who take the solution up."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.conversations.rules import Circle, Seat, Subject
from frenchimpact.projects.rules import team_of
from frenchimpact.solutions import rules
from frenchimpact.solutions.models import Adoption
from frenchimpact.territories.rules import people_of

MODEL = "solutions.Adoption"
BOTH = "deux-equipes"


def find(key: int) -> Adoption | None:
    """One, with both sides."""
    found = Adoption.objects.select_related(
        "solution__project", "territory__lead", "organisation", "project", "mentor", "learnt_from__territory", "learnt_from__organisation"
    )
    return found.filter(pk=key).first()


def circles(adoption: Adoption) -> list[Circle]:
    """Both teams, from the first word until it is closed."""
    if adoption.state not in Adoption.OPEN:
        return []
    note = _("L’équipe d’origine, la personne qui accompagne la reprise, et ceux qui reprennent la solution.")
    return [Circle(BOTH, _("L’équipe d’origine et ceux qui reprennent"), note, lambda: _seats(adoption))]


def _seats(adoption: Adoption) -> list[Seat]:
    """The first team, the mentor from elsewhere, those who are written to there; then those of the house that carries their project."""
    first = adoption.solution.project
    seats = [Seat(one, first.name, _("Équipe d’origine")) for one in team_of(first)]
    if adoption.mentor is not None and adoption.mentor.is_active:
        teacher = adoption.learnt_from.taker if adoption.learnt_from is not None else first.name
        seats.append(Seat(adoption.mentor, teacher, _("Accompagne la reprise")))
    seats += [Seat(one, adoption.taker, _("Reprend la solution")) for one in rules.place_people(adoption)]
    if adoption.organisation is not None:
        seats += [Seat(one, adoption.taker, _("Écrit pour la structure"), False) for one in people_of(adoption.organisation)]
    # Each person once, in the first role in which they are named.
    return list({one.person.pk: one for one in reversed(seats)}.values())[::-1]


def readable(person: User) -> Q:
    """Those for a side of which the person speaks, or that they accompany."""
    held = rules.own_adoptions(person).values("pk")
    return Q(circle=BOTH) & (Q(owner_id__in=held) | Q(owner_id__in=Adoption.objects.filter(mentor=person.pk).values("pk")))


SUBJECT = Subject(
    model=MODEL,
    slug="reprises",
    words=_("Reprise d’une solution"),
    find=find,
    title=lambda adoption: f"{adoption.solution.title}, {adoption.taker}",
    page=lambda adoption: reverse("solutions:adoption", args=[adoption.reference]),
    circles=circles,
    readable=readable,
)
