"""Who talks about a support: the project's team with those who follow it, and those who follow it between themselves."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.conversations.rules import Circle, Seat, Subject, Template
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.models import TeamMember
from frenchimpact.projects.rules import WRITERS, team_of
from frenchimpact.support import rules
from frenchimpact.support.messages import page_of
from frenchimpact.support.models import Support, SupportMember

MODEL = "support.Support"
# The team reads the first; those who follow, both.
TEAM, ADVISERS = "equipe", "accompagnateurs"
# Spoken in from the request on, until it is over.
_OPEN = (Support.State.REQUESTED, *Support.LIVE)


def find(key: int) -> Support | None:
    """One, with both sides."""
    return Support.objects.select_related("project", "structure").filter(pk=key).first()


def page(support: Support) -> str:
    """Where it is read, in the language in force."""
    return page_of(support)


def circles(support: Support) -> list[Circle]:
    """Both, while it goes on."""
    if support.state not in _OPEN:
        return []
    return [
        Circle(
            TEAM,
            gettext_lazy("L’équipe du projet et la structure"),
            gettext_lazy("L’équipe du projet, le référent, ceux qui suivent avec lui et les observateurs."),
            lambda: [*_team_seats(support), *_followers(support)],
        ),
        Circle(
            ADVISERS,
            gettext_lazy("Entre accompagnateurs"),
            gettext_lazy("Le référent, ceux qui suivent avec lui et les observateurs. L’équipe du projet ne le lit pas."),
            lambda: _followers(support),
        ),
    ]


def _team_seats(support: Support) -> list[Seat]:
    return [Seat(one, support.project.name, gettext_lazy("Équipe du projet")) for one in team_of(support.project)]


def _followers(support: Support) -> list[Seat]:
    """Its officer, team and observers; then those who write for the structure, told only when nobody follows yet."""
    side = support.structure.name
    members = support.members.filter(until=None, user__is_active=True).select_related("user").order_by("since", "pk")
    seats = [Seat(one.user, side, SupportMember.Role(one.role).label) for one in members]
    writers = Membership.objects.filter(
        organisation=support.structure_id, until=None, role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR], user__is_active=True
    )
    role, is_told = gettext_lazy("Écrit pour la structure"), not seats
    others = writers.exclude(user__in=[one.person.pk for one in seats]).select_related("user").order_by("user__full_name", "pk")
    return [*seats, *(Seat(one.user, side, role, is_told) for one in others)]


def readable(person: User) -> Q:
    """The team reads what is said with it; those who follow read both, with what was said before it was handed over to them."""
    teams = TeamMember.objects.filter(user=person.pk, until=None, role__in=WRITERS).values("project")
    asked = Support.objects.filter(project__in=teams).values("pk")
    followed = SupportMember.objects.filter(user=person.pk, until=None).values("support")
    held = Support.objects.filter(Q(pk__in=followed) | Q(structure__in=rules.structures_of(person))).values("pk")
    before = Support.objects.filter(Q(pk__in=held) | Q(next__in=held) | Q(next__next__in=held)).values("pk")
    return Q(circle=TEAM, owner_id__in=asked) | Q(circle__in=[TEAM, ADVISERS], owner_id__in=before)


def templates(person: User, support: Support, circle: str) -> Sequence[Template]:
    """For those who follow, when they write to the team."""
    if circle != TEAM or not rules.can_follow(person, support):
        return ()
    about = {"project": support.project.name, "structure": support.structure.name, "name": person.full_name}
    return (
        Template(
            "contact",
            _("Premier contact"),
            _(
                "Bonjour,\n\nJe suis votre interlocuteur à %(structure)s. J’ai lu votre demande pour « %(project)s »."
                " Quand seriez-vous disponibles une heure ? Je vous propose : …\n\n%(name)s"
            )
            % about,
        ),
        Template(
            "document",
            _("Demander un document"),
            _("Bonjour,\n\nPour avancer sur « %(project)s », il nous manque : … Vous pouvez le joindre à votre réponse.\n\n%(name)s")
            % about,
        ),
        Template(
            "nouvelles",
            _("Prendre des nouvelles"),
            _("Bonjour,\n\nOù en êtes-vous de … ? Qu’est-ce qui vous bloque aujourd’hui ?\n\n%(name)s") % about,
        ),
        Template(
            "revue",
            _("Préparer la revue du trimestre"),
            _("Bonjour,\n\nNotre revue approche. Je vous propose ces trois points : … Ajoutez les vôtres en répondant.\n\n%(name)s")
            % about,
        ),
    )


SUBJECT = Subject(
    model=MODEL,
    slug="accompagnements",
    words=gettext_lazy("Accompagnement"),
    find=find,
    title=lambda support: support.project.name,
    page=page,
    circles=circles,
    readable=readable,
    templates=templates,
)
