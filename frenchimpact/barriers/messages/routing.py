"""What is told of who follows a case: to the hacker who is asked, to the team when nobody answers or somebody leaves."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Assigned, Case
from frenchimpact.barriers.queries.minimum import asks_for, subject_of
from frenchimpact.barriers.rules import is_tied
from frenchimpact.core.links import make_key
from frenchimpact.design.words import day
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, finish_tasks, mark_read, tell_news
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.rules import operators

PROPOSED, UNROUTED, SLEEPING = "barriers.proposed", "barriers.unrouted", "barriers.sleeping"
# The purpose of the links by which a hacker answers without signing in.
ANSWER = "barriers.proposal"
# Cases named one by one in the morning's mail; the others are counted.
MOST_LISTED = 15
# The topic of the addresses by which they do it by mail.
TOPIC = "bp"


def answer_page(proposed: Assigned) -> str:
    """Where the person says yes or no: a page with two buttons, nothing is done by opening it."""
    return reverse("barriers:proposal", args=[make_key(ANSWER, proposed.pk)])


def _why_hacker() -> str:
    return _("Vous recevez ce message parce que vous êtes hacker public.")


def _why_team() -> str:
    return _("Vous recevez ce message parce que vous êtes dans l’équipe du programme.")


def _can_answer() -> tuple[str, ...]:
    words = _(
        "Ou répondez à ce mail : « oui » seul si vous le suivez et n’avez aucun lien avec qui demande ; « non » et la raison ;"
        " « lien : » et le lien que vous avez."
    )
    return (words,) if settings.REPLY_ADDRESS else ()


def finish_proposed(assigned: Assigned) -> None:
    """They answered, or are no longer asked: nothing is to do, whatever the way."""
    finish_tasks(kind=PROPOSED, reference=assigned.case.reference, person=assigned.user)


def tell_proposed(proposed: Assigned) -> None:
    """A case is proposed to them, and why to them; they answer by mail or by a page, without signing in."""
    case = proposed.case

    def news() -> News:
        left = (_("La personne qui passe la main a laissé une note : vous la lirez dans le cas."),) if proposed.handover else ()
        return News(
            subject=_("Un frein vous est proposé"),
            lead=_("%(reference)s, « %(title)s » : le suivez-vous ?") % {"reference": case.reference, "title": subject_of(case)},
            lines=(
                _("Qui demande : %(who)s") % {"who": asks_for(case)},
                *(f"– {reason}" for reason in proposed.reasons),
                *left,
                _("Répondez avant le %(on)s ; ensuite, il est proposé à quelqu’un d’autre.") % {"on": day(proposed.answer_by)},
                *_can_answer(),
            ),
            action=_("Répondre"),
            page=answer_page(proposed),
            why=_why_hacker(),
        )

    tell_news(
        [proposed.user],
        kind=PROPOSED,
        news=news,
        event=f"proposed-{proposed.pk}",
        is_task=True,
        due_on=proposed.answer_by,
        reference=case.reference,
        thing=subject_of(case),
        reply_to=lambda person: reply_address(person, TOPIC, proposed.pk),
    )


def _team_of(case: Case) -> list[User]:
    return [one for one in operators() if not is_tied(one, case)]


def tell_nobody(case: Case) -> None:
    """No hacker may be asked: an operator chooses."""

    def news() -> News:
        return News(
            subject=_("Aucun hacker disponible"),
            lead=_("%(reference)s, « %(title)s » : personne ne peut le suivre") % {"reference": case.reference, "title": case.title},
            lines=(_("Chacun est lié, absent, complet, ou a déjà décliné. Choisissez quelqu’un, ou répondez vous-même."),),
            action=_("Choisir qui le suit"),
            page=reverse("barriers:case_route", args=[case.reference]),
            why=_why_team(),
        )

    event = f"nobody-{case.pk}-{case.version}"
    tell_news(_team_of(case), kind=UNROUTED, news=news, event=event, reference=case.reference, thing=case.title)


def tell_left(assigned: Assigned) -> None:
    """Who followed it is gone: somebody must take it up."""
    case = assigned.case

    def news() -> News:
        return News(
            subject=_("Un frein n’a plus de hacker"),
            lead=_("%(reference)s, « %(title)s » : %(name)s ne peut plus le suivre")
            % {"reference": case.reference, "title": case.title, "name": assigned.user},
            action=_("Choisir qui le suit"),
            page=reverse("barriers:case_route", args=[case.reference]),
            why=_why_team(),
        )

    event = f"left-{assigned.pk}"
    tell_news(_team_of(case), kind=UNROUTED, news=news, event=event, reference=case.reference, thing=case.title)


def tell_sleeping(person: User, cases: list[Case], day_key: str) -> None:
    """The morning's list, as the queue shows it: each case whose next day is past with the thing to do, then how many others there are.

    Yesterday's list is read with this one: what is late stands in it once.
    """
    before = Notice.objects.filter(person=person, kind=SLEEPING).exclude(event__startswith=f"sleeping-{day_key}")
    mark_read(person=person, notices=list(before.values_list("pk", flat=True)))
    for one in cases[:MOST_LISTED]:
        _tell_late(person, one, day_key)
    left = len(cases) - MOST_LISTED
    if left <= 0:
        return

    def news() -> News:
        return News(
            subject=_("Freins en retard ce matin"),
            lead=ngettext("Et %(n)s autre frein en retard", "Et %(n)s autres freins en retard", left) % {"n": left},
            action=_("Ouvrir la file"),
            page=reverse("barriers:queue") + "?retard=1",
            why=_why_late(),
        )

    tell_news([person], kind=SLEEPING, news=news, event=f"sleeping-{day_key}")


def _why_late() -> str:
    return _("Vous recevez ce message parce que vous suivez ces freins, ou que personne ne les suit.")


def _tell_late(person: User, case: Case, day_key: str) -> None:
    def news() -> News:
        return News(
            subject=_("Un frein en retard"),
            lead=_("%(what)s : c’était prévu le %(on)s") % {"what": case.next_what, "on": day(case.next_on)},
            action=_("Ouvrir le cas"),
            page=reverse("barriers:case", args=[case.reference]),
            why=_why_late(),
        )

    event = f"sleeping-{day_key}-{case.pk}"
    tell_news([person], kind=SLEEPING, news=news, event=event, reference=case.reference, thing=case.title)
