"""What is told of promises: to the party that made them, and to the other side."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, write_news
from frenchimpact.territories.messages import of_the_territory, path, programme_of, tell, writers_of
from frenchimpact.territories.models import Commitment, Offer, Party
from frenchimpact.territories.queries.promises import WAITING


def speakers_of(promise: Commitment) -> list[User]:
    """The people of the party that promised."""
    party, territory = promise.party, promise.territory
    people = writers_of(party.organisation)
    if party.side == Party.Side.TERRITORY:
        return people or writers_of(territory.lead)
    if party.side in (Party.Side.STATE, Party.Side.ASSOCIATION):
        return people or programme_of(territory)
    return people


def others_of(promise: Commitment) -> list[User]:
    """The people of the other side."""
    territory = promise.territory
    return programme_of(territory) if promise.party.side == Party.Side.TERRITORY else writers_of(territory.lead)


def _reference(promise: Commitment) -> str:
    return f"promise-{promise.pk}"


def _without(people: list[User], by: User | None) -> list[User]:
    return [one for one in people if by is None or one.pk != by.pk]


def _news(promise: Commitment, subject: str, lead: str, quote: str = "", lines: tuple[str, ...] = ()) -> News:
    return News(
        subject=subject % {"name": promise.territory.name},
        lead=lead,
        quote=quote,
        lines=lines,
        action=_("Voir la promesse"),
        page=path("commitment", promise.territory, promise.pk),
        why=of_the_territory(promise.territory),
    )


def _about(promise: Commitment) -> dict[str, object]:
    return {"party": promise.party.name, "title": promise.title, "on": day(promise.due_on)}


def tell_made(promise: Commitment, by: User | None) -> None:
    """The party knows what is written in its name; the programme does for a party that has nobody here, and whose word is awaited."""
    if promise.state == Commitment.State.PROPOSED:
        _tell_proposed(promise, by)
        return
    tell(
        _without(speakers_of(promise), by),
        kind="promise",
        territory=promise.territory,
        event=f"made:{promise.pk}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Une promesse est inscrite en votre nom : %(name)s"),
            _("%(party)s a promis : %(title)s, au plus tard le %(on)s") % _about(promise),
            lines=(_("Si ce n’est pas ce qui a été promis, dites-le à qui l’a inscrite : elle est publique."),),
        ),
    )


def _tell_proposed(promise: Commitment, by: User | None) -> None:
    people = speakers_of(promise)
    tell(
        _without(people or programme_of(promise.territory), by),
        kind="promise",
        territory=promise.territory,
        event=f"made:{promise.pk}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Une promesse est à confirmer : %(name)s"),
            _("%(party)s aurait promis : %(title)s, au plus tard le %(on)s") % _about(promise),
            lines=(
                _("Confirmez-la, ou écartez-la : elle ne compte pour personne d’ici là.")
                if people
                else _("Cette partie n’a personne ici : confirmez-la en son nom, ou envoyez-lui un lien."),
            ),
        ),
    )


def tell_offered(promise: Commitment, offer: Offer, by: User) -> None:
    """The side that did not ask knows that its word is awaited; the programme answers for a party that has nobody here."""
    people = others_of(promise) if offer.is_from_party else speakers_of(promise) or programme_of(promise.territory)
    tell(
        _without(people, by),
        kind="promise",
        territory=promise.territory,
        event=f"offer:{offer.pk}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Une promesse attend votre accord : %(name)s"),
            (_("On vous demande de lever : %(title)s") if offer.is_lift else _("On vous demande d’autres termes pour : %(title)s"))
            % _about(promise),
            quote=offer.reason,
        ),
    )


def tell_refused(promise: Commitment, by: User) -> None:
    """Both sides know that nothing changes."""
    tell(
        _without([*speakers_of(promise), *others_of(promise)], by),
        kind="promise",
        territory=promise.territory,
        event=f"refused:{promise.pk}:{clock.now()}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Une promesse reste ce qu’elle était : %(name)s"),
            _("%(party)s promet toujours : %(title)s, au plus tard le %(on)s") % _about(promise),
        ),
    )


def tell_changed(promise: Commitment, by: User) -> None:
    """Both sides know that what was promised changed."""
    tell(
        _without([*speakers_of(promise), *others_of(promise)], by),
        kind="promise",
        territory=promise.territory,
        event=f"changed:{promise.pk}:{clock.now()}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Une promesse a changé : %(name)s"),
            _("%(party)s promet désormais : %(title)s, au plus tard le %(on)s") % _about(promise),
        ),
    )


def tell_moved(promise: Commitment, note: str, by: User | None) -> None:
    """Both sides know where it stands."""
    tell(
        _without([*speakers_of(promise), *others_of(promise)], by),
        kind="promise",
        territory=promise.territory,
        event=f"moved:{promise.pk}:{promise.state}:{promise.changed_at}",
        reference=_reference(promise),
        news=lambda: _news(
            promise,
            _("Promesse : %(name)s"),
            _("« %(title)s », de %(party)s : %(state)s") % {**_about(promise), "state": promise.get_state_display()},
            quote=note,
        ),
    )


def remind(promise: Commitment, days: int) -> None:
    """Its day comes, or is over: thirty and seven days before, and on the day after."""

    def news() -> News:
        lead = (
            _("Votre promesse est à tenir au plus tard le %(on)s")
            if days > 0
            else _("Une promesse n’a pas été tenue à son jour, le %(on)s")
        )
        return _news(promise, _("Rappel : une promesse à tenir, %(name)s"), lead % _about(promise), quote=promise.title)

    tell(
        speakers_of(promise),
        kind="promise_due",
        territory=promise.territory,
        event=f"due:{promise.pk}:{promise.due_on}:{days}",
        due_on=promise.due_on,
        reference=_reference(promise),
        news=news,
    )


def finish_due(promise: Commitment) -> None:
    """Nobody has to be reminded of it any more, unless it is begun or contested."""
    if promise.state not in WAITING:
        finish_tasks(kind="territories.promise_due", reference=_reference(promise))


def tell_asked(promise: Commitment, key: str, email: str, by: User) -> None:
    """The link by which a party without account confirms one promise, or says where it stands."""
    is_new = promise.state == Commitment.State.PROPOSED
    news = News(
        subject=(
            _("Confirmez-vous votre promesse au territoire %(name)s ?")
            if is_new
            else _("Où en est votre promesse au territoire %(name)s ?")
        )
        % {"name": promise.territory.name},
        lead=(_("%(person)s vous demande de confirmer une promesse") if is_new else _("%(person)s vous demande où en est une promesse"))
        % {"person": by},
        quote=promise.title,
        lines=(_("À tenir au plus tard le %(on)s. Répondez sans compte, en une minute. Ce lien sert une fois.") % _about(promise),),
        action=_("Répondre"),
        page=reverse("territories:commitment_answer", args=[key]),
        why=_("Vous recevez ce message parce que « %(party)s » a fait cette promesse.") % _about(promise),
    )
    write_news(to=email, kind="territories.promise_answer", news=news, language=translation.get_language() or "", is_secret=True)
