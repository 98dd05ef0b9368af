"""What people did for events, and the events that they came to."""

from functools import partial
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.events.actions.captures import KEPT, forget_contacts, old_contacts
from frenchimpact.events.actions.registrations import cancel_registration
from frenchimpact.events.models import Capture, Card, Event, EventChange, Feedback, Registration

GONE = "[effacé à la demande de la personne]"
# An address that each row has to itself, and where nothing arrives.
_NOWHERE = Concat(Value("efface-"), Cast("pk", CharField()), Value("@invalid"), output_field=CharField())

_kept = partial(declare_holding, fate=Fate.NAMELESS, why=_("Un événement public reste ; il est gardé sans votre nom."))
_kept(
    model=Event,
    title=_("Événements que vous avez préparés"),
    of=("created_by",),
    fields={"reference": _("Référence"), "title": _("Titre"), "created_at": _("Date")},
)
_kept(
    model=EventChange,
    title=_("Événements que vous avez changés"),
    of=("by",),
    fields={"event__title": _("Événement"), "verb": _("Changement"), "at": _("Date")},
)


def _registrations(person: Any) -> QuerySet[Registration]:
    """By account, or by address for who registered without one."""
    return Registration.objects.filter(Q(person=person.pk) | Q(checked_in_by=person.pk) | Q(email__iexact=person.email))


def _forget_registrations(person: Any) -> int:
    """Who came stays a number: name, address, needs and opinion go. A seat to come is given back."""
    rows = _registrations(person)
    own = Registration.objects.filter(Q(person=person.pk) | Q(email__iexact=person.email))
    count = rows.count()
    Feedback.objects.filter(registration__in=own).update(text="")
    for one in own.filter(state__in=("waitlisted", "confirmed"), event__ends_at__gt=clock.now()):
        cancel_registration(registration=one, by=None)
    _forget_comers(own)
    return count


def _forget_comers(own: QuerySet[Registration]) -> int:
    return own.update(name=GONE, email=_NOWHERE, person=None, needs="", photo="", link_serial=F("link_serial") + 1)


def _old_comers() -> QuerySet[Registration]:
    """A year after the event, nobody needs to know who came: their number is enough."""
    return Registration.objects.filter(event__ends_at__lt=clock.now() - KEPT).exclude(name=GONE)


declare_holding(
    model=Registration,
    title=_("Événements où vous êtes inscrit, ou avez accueilli"),
    rows=_registrations,
    fields={"event__title": _("Événement"), "state": _("État"), "needs": _("Besoins"), "photo": _("Photos"), "registered_at": _("Date")},
    fate=Fate.CLEARED,
    why=_("Votre nom, votre adresse et vos besoins sont effacés ; il ne reste qu’un nombre de présents."),
    erase=_forget_registrations,
)
_kept(
    model=Capture,
    title=_("Fiches que vous avez prises à un événement"),
    of=("by",),
    fields={"event__title": _("Événement"), "kind": _("Genre"), "captured_at": _("Date")},
)


def _cards(person: Any) -> QuerySet[Card]:
    """Those that bear the person's address, and those that they followed."""
    return Card.objects.filter(Q(email__iexact=person.email) | Q(settled_by=person.pk))


def _forget_cards(person: Any) -> int:
    """What was said without a name stays for the event; whose it was goes, and so do the words of a project."""
    rows = _cards(person)
    count = rows.count()
    own = Card.objects.filter(email__iexact=person.email)
    own.filter(capture__kind=Capture.Kind.PROJECT).update(title="", text=GONE, where="")
    own.update(name="", email="", phone="", consent="")
    return count


declare_holding(
    model=Card,
    title=_("Fiches notées pour vous à un événement, ou que vous avez suivies"),
    rows=_cards,
    fields={
        "capture__event__title": _("Événement"),
        "title": _("Projet"),
        "text": _("Ce qui a été dit"),
        "name": _("Nom"),
        "phone": _("Téléphone"),
        "consent": _("Votre accord"),
    },
    fate=Fate.CLEARED,
    why=_("Votre nom et votre contact sont effacés ; ce qui est au mur reste, sans dire de qui."),
    erase=_forget_cards,
)
declare_ending(
    "events.contacts",
    title=_("Contacts laissés à un événement"),
    after=_("Un an après l’événement"),
    due=old_contacts,
    end=forget_contacts,
)
declare_ending(
    "events.comers",
    title=_("Inscrits et participants d’un événement"),
    after=_("Un an après l’événement"),
    due=_old_comers,
    end=_forget_comers,
)
