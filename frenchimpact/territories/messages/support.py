"""Requests, answers, recommendations, sponsorships: each side is told, and answers by mail where a text is asked for."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.design.words import day as day_in_words
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import operators
from frenchimpact.territories import rules
from frenchimpact.territories.messages import of_the_territory, path, programme_of, writers_of
from frenchimpact.territories.models import Recommendation, Sponsorship, SupportRequest, Territory

# The topics of reply addresses: the programme answers a request; the collective says what became of an advice.
REQUEST, ADVICE = "sr", "sa"
ANSWERED_IN = dt.timedelta(days=15)


def day(value: dt.date | dt.datetime | None) -> str:
    """A date in words."""
    return day_in_words(value)


def _mark(thing: SupportRequest | Recommendation) -> str:
    return f"{'support' if isinstance(thing, SupportRequest) else 'advice'}-{thing.pk}"


def _tell(
    people: Iterable[User],
    territory: Territory,
    kind: str,
    news: Callable[[], News],
    *,
    event: str,
    reference: str,
    due_on: dt.date | None = None,
    is_task: bool = False,
    reply_to: Callable[[User], str] | None = None,
) -> None:
    tell_news(
        {person.pk: person for person in people}.values(),
        kind=f"territories.{kind}",
        news=lambda: replace(news(), why=of_the_territory(territory)),
        event=event,
        is_task=is_task,
        due_on=due_on,
        reference=reference,
        thing=territory.name,
        reply_to=reply_to,
    )


def request_page(request: SupportRequest) -> str:
    """Its page, in the language in force."""
    return path("support_request", request.territory, request.pk)


def advice_page(advice: Recommendation) -> str:
    """Where it stands among the others."""
    return path("support", advice.territory)


def answerers(territory: Territory) -> list[User]:
    """Who may answer for the programme: never somebody tied to the lead."""
    free = [person for person in programme_of(territory) if not rules.is_tied(person, territory)]
    return free or [person for person in operators() if not rules.is_tied(person, territory)]


def tell_received(request: SupportRequest) -> None:
    """The programme has something to answer, on the page or by mail."""

    def news() -> News:
        lines = [_("Répondez à ce mail : « oui » ou « non » sur la première ligne, puis votre réponse. Ou répondez sur la page.")]
        if request.days is not None:
            lines.insert(0, _("Jours demandés : %(days)s") % {"days": request.days.normalize()})
        return News(
            subject=_("Demande de soutien : %(title)s") % {"title": request.title},
            lead=_("%(name)s demande : %(title)s") % {"name": request.territory.name, "title": request.title},
            quote=request.text,
            lines=tuple(lines),
            action=_("Répondre à la demande"),
            page=request_page(request),
        )

    _tell(
        answerers(request.territory),
        request.territory,
        "support_received",
        news,
        event=_mark(request),
        reference=_mark(request),
        due_on=clock.today() + ANSWERED_IN,
        is_task=True,
        reply_to=lambda person: reply_address(person, REQUEST, request.pk),
    )


def finish_received(request: SupportRequest) -> None:
    """Somebody answered, or nobody asks any more: what waits does not leave."""
    finish_tasks(kind="territories.support_received", reference=_mark(request))


def tell_answered(request: SupportRequest, *, event: str = "") -> None:
    """The answer, to those who carry the territory; `event` names one that comes after the first."""

    def news() -> News:
        said = {"title": request.title, "state": request.get_state_display().lower()}
        return News(
            subject=_("Réponse à votre demande de soutien"),
            lead=_("« %(title)s » : demande %(state)s") % said,
            quote=request.answer,
            action=_("Voir la demande"),
            page=request_page(request),
        )

    mark = f"{_mark(request)}-{event}" if event else _mark(request)
    _tell(writers_of(request.territory.lead), request.territory, "support_answered", news, event=mark, reference=_mark(request))


def tell_closed(request: SupportRequest, *, by: User) -> None:
    """The programme knows that it is done, or withdrawn; not whoever said so."""

    def news() -> News:
        said = {"title": request.title, "state": request.get_state_display().lower()}
        return News(
            subject=_("Demande %(state)s : %(title)s") % said,
            lead=_("« %(title)s » : demande %(state)s") % said,
            action=_("Voir la demande"),
            page=request_page(request),
        )

    people = [person for person in programme_of(request.territory) if person.pk != by.pk]
    _tell(people, request.territory, "support_closed", news, event=f"{_mark(request)}-{request.state}", reference=_mark(request))


def tell_advice(advice: Recommendation) -> None:
    """A task of those who carry the territory, until its day if it has one."""

    def news() -> News:
        lines = [_("Répondez à ce mail par « fait », « en cours », ou « sans objet : » et la raison. Ou dites-le sur la page.")]
        if advice.due_on:
            lines.insert(0, _("Pour le %(day)s.") % {"day": day(advice.due_on)})
        return News(
            subject=_("Recommandation pour %(name)s") % {"name": advice.territory.name},
            lead=_("%(who)s recommande à %(name)s") % {"who": advice.by or _("Le programme"), "name": advice.territory.name},
            quote=advice.text,
            lines=tuple(lines),
            action=_("Voir les recommandations"),
            page=advice_page(advice),
        )

    _tell(
        writers_of(advice.territory.lead),
        advice.territory,
        "recommended",
        news,
        event=_mark(advice),
        reference=_mark(advice),
        due_on=advice.due_on,
        is_task=True,
        reply_to=lambda person: reply_address(person, ADVICE, advice.pk),
    )


def finish_advice(advice: Recommendation) -> None:
    """It is done, or set aside."""
    finish_tasks(kind="territories.recommended", reference=_mark(advice))


def tell_progress(advice: Recommendation, *, by: User) -> None:
    """Whoever advised it knows what became of it."""
    author = advice.by
    if author is None or author.pk == by.pk or not author.is_active:
        return
    # A sponsor does not enter the space of the territory that it helps.
    can_enter = rules.visible_spaces(author).filter(pk=advice.territory_id).exists()

    def news() -> News:
        said = {"name": advice.territory.name, "state": advice.get_state_display().lower()}
        return News(
            subject=_("Votre recommandation : %(state)s") % said,
            lead=_("%(name)s a donné suite à votre recommandation : %(state)s") % said,
            quote=advice.reason or advice.text,
            action=_("Voir le territoire"),
            page=advice_page(advice) if can_enter else reverse("territories:territory_spaces"),
        )

    _tell(
        [author],
        advice.territory,
        "recommendation_moved",
        news,
        event=f"{_mark(advice)}-{advice.changed_at:%Y%m%d%H%M%S%f}",
        reference=_mark(advice),
    )


def tell_sponsorship(sponsorship: Sponsorship) -> None:
    """Both collectives."""

    def news_for(own: Territory) -> Callable[[], News]:
        return lambda: News(
            subject=_("Parrainage entre territoires"),
            lead=_("%(sponsor)s parraine %(sponsored)s") % {"sponsor": sponsorship.sponsor.name, "sponsored": sponsorship.sponsored.name},
            quote=sponsorship.subject,
            action=_("Voir le parrainage"),
            page=path("support", own),
        )

    for own in (sponsorship.sponsor, sponsorship.sponsored):
        _tell(
            writers_of(own.lead), own, "sponsored", news_for(own), event=f"sponsorship-{sponsorship.pk}-{own.pk}", reference=own.reference
        )
