"""What people are told about a project, in the transaction of what it tells.

Each message says first what is expected and by when, then why it came; it is written in the language of its reader.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.inbound.rules import reply_address
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import held_today, perimeter_covers
from frenchimpact.projects import rules
from frenchimpact.projects.models import Declaration, InformationRequest, Project, Qualification, Reading, TeamInvitation, TeamMember

# Replies about complements.
TOPIC = "pc"
# Resume links sent to one address in an hour, whatever the drafts: nobody is flooded in our name.
RESUME_LIMIT = 3
# A third reader has two weeks.
THIRD_READING_DAYS = 14


def path(name: str, *args: Any) -> str:
    """The address of a page of ours, in the language in force."""
    return reverse(f"projects:{name}", args=args)


def day(value: dt.date) -> str:
    """A date in words."""
    return formats.date_format(value, "DATE_FORMAT")


def tell(
    people: Iterable[User],
    *,
    kind: str,
    project: Project,
    event: object,
    news: Callable[[], News],
    due_on: dt.date | None = None,
    answers: int | None = None,
) -> None:
    """A line in each one's inbox and a mail in their language; something to do before `due_on` when it is given.

    `event` tells this occurrence from others of the kind: the same one is told once. `answers` is the request that the
    mail itself may answer.
    """
    tell_news(
        people,
        kind=f"projects.{kind}",
        news=news,
        event=f"{project.pk}:{event}",
        is_task=due_on is not None,
        due_on=due_on,
        reference=project.reference,
        thing=project.name,
        reply_to=(lambda person: reply_address(person, TOPIC, answers)) if answers else None,
    )


def finish(project: Project, kind: str) -> None:
    """What was expected is done, or no longer expected."""
    finish_tasks(kind=f"projects.{kind}", reference=project.reference)


def of_the_team() -> str:
    """Why the team reads this."""
    return _("Vous recevez ce message parce que vous êtes dans l’équipe du projet.")


def of_the_readers() -> str:
    """Why readers read this."""
    return _("Vous recevez ce message parce que vous lisez les projets du programme.")


def tell_resume(declaration: Declaration, key: str) -> bool:
    """The link that opens the draft again. Says whether a message left: an address receives few of them in an hour."""
    recent = mails_to(declaration.email).filter(kind="projects.resume", created_at__gt=clock.now() - dt.timedelta(hours=1))
    if recent.count() >= RESUME_LIMIT:
        return False
    news = News(
        subject=_("Reprendre votre déclaration"),
        lead=_("Votre brouillon vous attend"),
        lines=(
            _("Ce lien ouvre votre déclaration sur n’importe quel appareil, pendant 30 jours."),
            _("Gardez-le pour vous : la personne qui l’ouvre peut modifier le brouillon."),
        ),
        action=_("Reprendre la déclaration"),
        page=path("declaration_resume", key),
        why=_("Vous recevez ce message parce que votre adresse a été écrite dans une déclaration de projet. Sinon, ne faites rien."),
    )
    write_news(to=declaration.email, kind="projects.resume", news=news, language=translation.get_language() or "")
    return True


def tell_declared(project: Project, by: User) -> None:
    """The acknowledgement: received, read within thirty days."""
    due_on = (project.submitted_at + dt.timedelta(days=rules.READING_DAYS)).date()
    tell(
        [by],
        kind="declared",
        project=project,
        event=project.submitted_at.isoformat(),
        news=lambda: News(
            subject=_("Projet déclaré : %(name)s") % {"name": project.name},
            lead=_("Votre projet est bien arrivé"),
            lines=(
                _("Nous l’avons reçu le %(on)s sous le numéro %(reference)s.")
                % {"on": day(clock.date_of(project.submitted_at)), "reference": project.reference},
                _("Deux personnes le lisent. Vous avez leur réponse, avec ses raisons, au plus tard le %(due)s.") % {"due": day(due_on)},
                _("En attendant, complétez le passeport du projet : il sert à toutes les demandes suivantes."),
            ),
            action=_("Ouvrir l’espace du projet"),
            page=path("project_space", project.reference),
            why=of_the_team(),
        ),
    )


def tell_readers(project: Project) -> None:
    """Those who may read the project know that it waits for them. Demonstration data came in long ago: nobody waits for it."""
    if project.is_demo:
        return
    places: list[Place | None] = [*rules.places_of(project)] or [None]
    held = held_today(Assignment.Role.OPERATOR, Assignment.Role.PARTNER).select_related("user", "perimeter")
    reached = [
        one for one in held if one.role == Assignment.Role.OPERATOR or any(perimeter_covers(one.perimeter, place) for place in places)
    ]
    people = {one.user_id: one.user for one in reached if one.user.is_active and not rules.is_tied(one.user, project)}
    due_on = (project.submitted_at + dt.timedelta(days=rules.READING_DAYS)).date()
    tell(
        people.values(),
        kind="to_read",
        project=project,
        event=project.submitted_at.isoformat(),
        news=lambda: News(
            subject=_("Projet à lire : %(name)s") % {"name": project.name},
            lead=_("Un projet attend deux lectures avant le %(due)s") % {"due": day(due_on)},
            lines=(_("Prenez une des deux places, ou laissez-la à quelqu’un d’autre : la file montre ce qui reste."),),
            quote=project.problem,
            action=_("Lire le projet"),
            page=path("reading_desk", project.reference),
            why=of_the_readers(),
        ),
    )


def tell_information_asked(project: Project, request: InformationRequest) -> None:
    """The readers need something from the team."""
    tell(
        rules.team_of(project),
        kind="information_asked",
        project=project,
        event=request.pk,
        answers=request.pk,
        due_on=request.due_on,
        news=lambda: News(
            subject=_("Une réponse attendue avant le %(due)s") % {"due": day(request.due_on)},
            lead=_("Les lecteurs attendent votre réponse avant le %(due)s") % {"due": day(request.due_on)},
            quote=request.question,
            lines=(_("Le délai de lecture s’arrête jusqu’à votre réponse. Sans réponse pendant 60 jours, le projet est mis de côté."),),
            action=_("Répondre"),
            page=path("project_answer", project.reference),
            why=of_the_team(),
        ),
    )


def tell_information_given(project: Project, request: InformationRequest) -> None:
    """The team answered: those who read the project go on."""
    finish(project, "information_asked")
    readers = [reading.reader for reading in request.qualification.readings.select_related("reader")]
    people = {person.pk: person for person in [request.asked_by, *readers]}
    tell(
        people.values(),
        kind="information_given",
        project=project,
        event=request.pk,
        news=lambda: News(
            subject=_("Réponse reçue : %(name)s") % {"name": project.name},
            lead=_("L’équipe a répondu : la lecture continue"),
            quote=request.answer,
            action=_("Reprendre la lecture"),
            page=path("reading_desk", project.reference),
            why=of_the_readers(),
        ),
    )


def tell_third_reading(project: Project, readings: list[Reading]) -> None:
    """The two readers disagree: the other operators are asked."""
    held = held_today(Assignment.Role.OPERATOR).select_related("user")
    done = {reading.reader_id for reading in readings}
    people = {one.user_id: one.user for one in held if one.user_id not in done and not rules.is_tied(one.user, project)}
    tell(
        people.values(),
        kind="third_reading",
        project=project,
        event=readings[0].qualification_id,
        due_on=clock.today() + dt.timedelta(days=THIRD_READING_DAYS),
        news=lambda: News(
            subject=_("Troisième lecture : %(name)s") % {"name": project.name},
            lead=_("Deux lectures ne s’accordent pas : la vôtre est attendue"),
            action=_("Lire le projet"),
            page=path("reading_desk", project.reference),
            why=of_the_readers(),
        ),
    )


def tell_outcome(project: Project, qualification: Qualification) -> None:
    """The decision, with its reasons and what to do next."""
    finish(project, "third_reading")
    tell(rules.team_of(project), kind="outcome", project=project, event=qualification.pk, news=lambda: outcome_news(project, qualification))


def outcome_news(project: Project, qualification: Qualification) -> News:
    """The words of the decision, in the language in force."""
    outcome = qualification.outcome
    lines: tuple[str, ...]
    if outcome == Qualification.Outcome.QUALIFIED:
        subject, lead = _("Projet qualifié : %(name)s") % {"name": project.name}, _("Votre projet est qualifié")
        lines = (
            (_("La fiche est publique, comme vous l’avez accepté. Vous pouvez la retirer à tout moment."),)
            if project.has_publication_consent
            else (_("La fiche n’est pas encore publique : il manque votre accord."),)
        )
    elif outcome == Qualification.Outcome.REDIRECTED:
        subject = _("Projet orienté : %(name)s") % {"name": project.name}
        lead = _("Quelqu’un d’autre peut mieux vous aider : %(who)s") % {"who": qualification.redirected_to}
        lines = (_("Votre fiche reste dans votre espace. Vous pouvez la déposer de nouveau."),)
    else:
        subject, lead = _("Projet non qualifié : %(name)s") % {"name": project.name}, _("Votre projet n’est pas qualifié cette fois-ci")
        lines = (_("Complétez la fiche, puis déposez-la de nouveau quand vous êtes prêt."),)
    page = path("project_publication" if outcome == Qualification.Outcome.QUALIFIED else "project_reading", project.reference)
    action = _("Choisir ce qui est public") if outcome == Qualification.Outcome.QUALIFIED else _("Lire la décision")
    return News(subject=subject, lead=lead, lines=lines, quote=qualification.reasons, action=action, page=page, why=of_the_team())


def tell_published(project: Project) -> None:
    """The sheet can be shared."""
    tell(
        rules.team_of(project),
        kind="published",
        project=project,
        event=project.published_at,
        news=lambda: News(
            subject=_("Fiche publique : %(name)s") % {"name": project.name},
            lead=_("La fiche de votre projet est publique"),
            lines=(_("Tout le monde peut la trouver et la partager. Vous choisissez qui voit chaque partie."),),
            action=_("Choisir ce qui est public"),
            page=path("project_publication", project.reference),
            why=of_the_team(),
        ),
    )


def tell_archived(project: Project) -> None:
    """Put aside, and how to come back."""
    finish(project, "information_asked")
    tell(
        rules.team_of(project),
        kind="archived",
        project=project,
        event=project.submitted_at.isoformat(),
        news=lambda: News(
            subject=_("Projet mis de côté : %(name)s") % {"name": project.name},
            lead=_("Votre projet est mis de côté"),
            lines=(_("Rien n’est effacé. Vous le déposez de nouveau quand vous voulez, en un clic."),),
            action=_("Ouvrir l’espace du projet"),
            page=path("project_space", project.reference),
            why=of_the_team(),
        ),
    )


def tell_invited(invitation: TeamInvitation, key: str) -> None:
    """The link that lets someone join the team."""
    project = invitation.project
    news = News(
        subject=_("Rejoindre l’équipe : %(name)s") % {"name": project.name},
        lead=_("%(who)s vous invite dans l’équipe de « %(name)s »") % {"who": invitation.invited_by, "name": project.name},
        lines=(
            _("Votre rôle : %(role)s.") % {"role": TeamMember.Role(invitation.role).label},
            _("Cette invitation est pour %(email)s, jusqu’au %(until)s. Elle ne sert à personne d’autre.")
            % {"email": invitation.email, "until": day(clock.date_of(invitation.expires_at))},
        ),
        action=_("Voir l’invitation"),
        page=path("invitation", key),
        why=_("Vous recevez ce message parce que quelqu’un a écrit votre adresse pour vous inviter. Sinon, ne faites rien."),
    )
    language = translation.get_language() or ""
    write_news(to=invitation.email, kind="projects.invited", news=news, reference=project.reference, language=language, is_secret=True)


def tell_declined(invitation: TeamInvitation, who: User) -> None:
    """Whoever invited them knows, if they still lead the team."""
    project = invitation.project
    leads = project.team.filter(user=invitation.invited_by_id, role=TeamMember.Role.LEAD, until__isnull=True).select_related("user")
    tell(
        [lead.user for lead in leads],
        kind="joined",
        project=project,
        event=f"declined-{invitation.pk}",
        news=lambda: News(
            subject=_("Invitation déclinée"),
            lead=_("%(who)s ne rejoint pas l’équipe") % {"who": who},
            action=_("Voir l’équipe"),
            page=path("project_team", project.reference),
            why=of_the_team(),
        ),
    )


def tell_joined(project: Project, member: TeamMember) -> None:
    """Those who lead the team know who came in."""
    leads = project.team.filter(role=TeamMember.Role.LEAD, until__isnull=True).exclude(pk=member.pk).select_related("user")
    tell(
        [lead.user for lead in leads],
        kind="joined",
        project=project,
        event=member.pk,
        news=lambda: News(
            subject=_("Nouvelle personne dans l’équipe"),
            lead=_("%(who)s a rejoint l’équipe") % {"who": member.user},
            action=_("Voir l’équipe"),
            page=path("project_team", project.reference),
            why=of_the_team(),
        ),
    )
