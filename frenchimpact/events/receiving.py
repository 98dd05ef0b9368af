"""From what a device or a plain form sends to a card that is taken, or to words that say what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.explained import explain
from frenchimpact.events.actions import captures as actions
from frenchimpact.events.forms.captures import ArrivalForm, ProjectForm, Sent, WalkInForm, WallForm
from frenchimpact.events.messages.registrations import ticket_holder
from frenchimpact.events.models import Capture, Event, Registration
from frenchimpact.events.queries.captures import named

# What is sent → its form: an arrival, somebody without registration, a project, something for the wall.
FORMS: dict[str, type[Sent]] = {"check_in": ArrivalForm, "walk_in": WalkInForm, "project": ProjectForm, "wall": WallForm}
# Cards that one sending carries.
MOST = 50


@dataclass
class Taken:
    """What became of one card: taken, or refused with its words; `found` are those that a name may mean."""

    form: Sent
    capture: Capture | None = None
    found: list[Registration] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Why it was refused, and what to do."""
        return [f"{_label(self.form, name)}{words}" for name, all_words in self.form.errors.items() for words in all_words]


def _label(form: forms.Form, name: str) -> str:
    has_label = name in form.fields and name != "agrees" and not form.fields[name].widget.is_hidden
    return _("%(field)s : ") % {"field": form.fields[name].label} if has_label else ""


def take(event: Event, what: str, data: Mapping[str, Any], *, by: User) -> Taken:
    """One card, in a transaction of its own: what is refused does not stop the others."""
    taken = Taken(FORMS[what](data, event=event))
    if not taken.form.is_valid():
        return taken
    sending = actions.Sending(
        event=event, by=by, client_id=taken.form.cleaned_data["client_id"], captured_at=taken.form.cleaned_data["captured_at"]
    )
    try:
        with transaction.atomic():
            taken.capture = _capture(sending, what, taken)
    except Refusal as refusal:
        explain(taken.form, refusal)
    return taken


def _capture(sending: actions.Sending, what: str, taken: Taken) -> Capture:
    said = taken.form.said()
    if what == "check_in":
        return actions.capture_arrival(sending, registration=_who(sending.event, said, taken))
    if what == "walk_in":
        return actions.capture_walk_in(sending, **said)
    return actions.capture_card(sending, **({"kind": Capture.Kind.PROJECT} | said))


def _who(event: Event, said: Mapping[str, Any], taken: Taken) -> Registration:
    """Chosen, scanned or typed. Raises Refusal or Incomplete."""
    if said["ticket"]:
        holder = ticket_holder(said["ticket"])
        if holder is None or holder.event_id != event.pk:
            raise Refusal(_("Ce billet n’est pas de cet événement, ou a été remplacé. Demandez le nom de la personne."))
        return holder
    if said["registration"]:
        chosen = event.registrations.filter(pk=said["registration"]).first()
        if chosen is None:
            raise Refusal(_("Cette inscription n’existe plus. Cherchez le nom de la personne dans la liste."))
        return chosen
    taken.found = named(event, said["who"])
    if len(taken.found) == 1:
        return taken.found[0]
    words = (
        _("Plusieurs personnes peuvent être celle-là : choisissez.")
        if taken.found
        else _("Personne n’a ce nom ni ce code. Vérifiez l’orthographe, ou accueillez la personne sans inscription.")
    )
    raise Incomplete(words, {"who": words})
