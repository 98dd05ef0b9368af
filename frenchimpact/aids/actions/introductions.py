"""A project and a funder meet once both have agreed; then what they write is relayed, without their addresses."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import facts
from frenchimpact.aids.actions.requests import move_request
from frenchimpact.aids.messages import introductions as letters
from frenchimpact.aids.models import Aid, Choice, FundingRequest, Introduction, Message
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

OPEN_FOR = dt.timedelta(days=21)
# Introductions that one side may propose in a day.
MOST_PER_DAY = 20


@transaction.atomic
def propose_introduction(
    *,
    project: Project,
    funder: Organisation,
    side: str,
    teaser: str,
    by: User,
    aid: Aid | None = None,
    needs_secrecy: bool = False,
) -> Introduction:
    """One side asks to meet the other, which reads the teaser alone. Raises Refusal when one is open already, TooMany past twenty a day."""
    if not teaser:
        raise Incomplete(_("Présentez-vous en quelques phrases."), {"teaser": _("Écrivez quelques phrases : l’autre ne lira qu’elles.")})
    proposer = {"project": project} if side == Choice.Side.PROJECT else {"funder": funder}
    day = clock.now() - dt.timedelta(days=1)
    if Introduction.objects.filter(proposed_by_side=side, proposed_at__gt=day, **proposer).count() >= MOST_PER_DAY:
        raise TooMany(_("Vingt mises en relation en un jour : attendez demain pour en proposer d’autres."))
    request = None
    if aid is not None:
        request = FundingRequest.objects.filter(project=project, aid=aid, state=FundingRequest.State.DRAFT, introduction=None).first()
    try:
        with transaction.atomic():
            made = Introduction.objects.create(
                project=project,
                funder=funder,
                aid=aid,
                request=request,
                proposed_by_side=side,
                teaser=teaser,
                needs_secrecy=needs_secrecy,
                proposed_by=by,
                expires_on=clock.today() + OPEN_FOR,
            )
    except IntegrityError as error:
        raise Refusal(_("Une mise en relation est déjà en cours entre vous. Ouvrez-la depuis la liste.")) from error
    announce(facts.IntroductionProposed(introduction_id=made.pk), by=by)
    letters.tell_proposed(made)
    return made


@transaction.atomic
def answer_introduction(*, introduction: Introduction, accepts: bool, by: User, reason: str = "") -> Introduction:
    """The other side agrees, or not. Its own proposal is nobody's to accept: the rule of the view holds that."""
    introduction = lock(introduction)
    introduction.state = Introduction.FLOW.step("accept" if accepts else "decline", introduction.state)
    introduction.answered_at, introduction.answered_by, introduction.decline_reason = clock.now(), by, reason[:500]
    introduction.save()
    if accepts and introduction.request is not None and introduction.request.state == FundingRequest.State.DRAFT:
        move_request(request=introduction.request, verb="introduce", by=by)
    announce(facts.IntroductionAnswered(introduction_id=introduction.pk, state=introduction.state), by=by)
    letters.tell_answered(introduction)
    return introduction


@transaction.atomic
def write_message(*, introduction: Introduction, side: str, text: str, by: User, came_by_mail: bool = False) -> Message:
    """One side writes to the other. Raises OutOfTurn while both have not agreed, or once it is over."""
    introduction = lock(introduction)
    if introduction.state != Introduction.State.ACCEPTED:
        raise Refusal(_("Vous pourrez vous écrire quand les deux côtés auront accepté, et tant que l’échange est ouvert."))
    if not text:
        raise Incomplete(_("Le message est vide."), {"text": _("Écrivez votre message.")})
    message = Message.objects.create(introduction=introduction, side=side, text=text, by=by, came_by_mail=came_by_mail)
    announce(facts.MessageWritten(introduction_id=introduction.pk, message_id=message.pk), by=by)
    letters.tell_message(message)
    return message


@transaction.atomic
def close_introduction(*, introduction: Introduction, by: User) -> None:
    """The exchange is over; it stays readable."""
    introduction = lock(introduction)
    introduction.state = Introduction.FLOW.step("close", introduction.state)
    introduction.save()
    announce(facts.IntroductionAnswered(introduction_id=introduction.pk, state=introduction.state), by=by)


def expire_introductions() -> int:
    """Silence is recorded as silence: those whose last day is over. Gives how many."""
    count = 0
    late = Introduction.objects.filter(state=Introduction.State.PROPOSED, expires_on__lt=clock.today())
    for pk in late.values_list("pk", flat=True)[:2000]:
        with transaction.atomic():
            one = Introduction.objects.select_for_update().filter(pk=pk, state=Introduction.State.PROPOSED).first()
            if one is not None:
                one.state = Introduction.FLOW.step("expire", one.state)
                one.save(update_fields=["state"])
                announce(facts.IntroductionAnswered(introduction_id=one.pk, state=one.state), by=None)
                letters.tell_answered(one)
                count += 1
    return count
