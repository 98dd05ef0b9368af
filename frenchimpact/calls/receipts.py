"""What a receipt says: the mentions of article R. 112-5 of the code of relations between the public and the administration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.calls.clocks import Clock, clock_of
from frenchimpact.calls.cutoffs import to_the_second
from frenchimpact.calls.models import Application, Call
from frenchimpact.core.errors import Text
from frenchimpact.design.papers import paper
from frenchimpact.design.words import day


@dataclass(frozen=True)
class Receipt:
    """The receipt, as pairs (what, value) and sentences; the same on the page, in the mail and on paper."""

    title: str
    rows: tuple[tuple[str, str], ...]
    silence: str
    appeal: str
    clock: Clock


def silence_words(application: Application, clock: Clock) -> str:
    """What silence means, and from when."""
    if clock.implicit_on is None:
        return _("Le délai commence quand votre dossier est complet : nous vous avons demandé un complément.")
    words = {"on": day(clock.implicit_on), "from": day(clock.usable_on)}
    if clock.means == Call.Silence.ACCEPTANCE:
        return (
            _("Sans réponse de notre part au plus tard le %(on)s à minuit, votre demande est acceptée, à partir du %(from)s.") % words
            + " "
            + _("Vous pouvez alors demander une attestation (article L. 232-3 du code des relations entre le public et l’administration).")
        )
    return _("Sans réponse de notre part au plus tard le %(on)s à minuit, votre demande est refusée, à partir du %(from)s.") % words


def appeal_words(application: Application, clock: Clock | None = None) -> str:
    """How to challenge a refusal; nothing to challenge in an acceptance."""
    call = application.call
    office = {"office": call.office_name, "address": call.office_address, "email": call.office_email}
    words = _(
        "Pour contester un refus, vous avez deux mois : un recours adressé à %(office)s, %(address)s, %(email)s, "
        "ou un recours devant le tribunal administratif, par courrier ou sur www.telerecours.fr."
    )
    last = clock.last_day_to_sue if clock else None
    if last:
        return words % office + " " + _("En cas de refus sans réponse, le dernier jour est le %(on)s.") % {"on": day(last)}
    return words % office


def receipt_of(application: Application) -> Receipt:
    """The receipt of a file that was handed in. Raises ValueError for a draft."""
    clock = clock_of(application)
    if clock is None or application.submitted_at is None:
        raise ValueError("a draft has no receipt")
    call = application.call
    at = timezone.localtime(application.submitted_at)
    snapshot = application.snapshots.order_by("number").last()
    rows = [
        (_("Numéro"), application.reference),
        (_("Appel"), call.title),
        (_("Structure"), application.organisation.name),
        (_("Session"), application.cohort.title),
        (_("Reçu le"), _("%(day)s à %(hour)s (heure de Paris)") % {"day": day(at.date()), "hour": to_the_second(at)}),
        (_("Déposé par"), str(application.submitted_by)),
        (_("Service chargé du dossier"), call.office_name),
        (_("Adresse"), call.office_address),
        (_("Courriel"), call.office_email),
    ]
    if application.mandate:
        rows.append((_("Au titre d’un mandat de"), application.mandate.giver.name))
    if call.office_phone:
        rows.append((_("Téléphone"), call.office_phone))
    if snapshot is not None:
        rows.append((_("Empreinte du dossier (SHA-256)"), snapshot.sha256))
    appeal = appeal_words(application, clock) if clock.means == Call.Silence.REJECTION else ""
    return Receipt(
        _("Accusé de réception"), tuple((str(label), str(value)) for label, value in rows), silence_words(application, clock), appeal, clock
    )


def sentences(application: Application) -> list[str]:
    """The receipt in a mail: the same mentions, in short lines."""
    receipt = receipt_of(application)
    rows = [_("%(label)s : %(value)s") % {"label": label, "value": value} for label, value in receipt.rows]
    return [*rows, receipt.silence, *([receipt.appeal] if receipt.appeal else [])]


def _in_groups(value: str) -> str:
    """A fingerprint in groups that fit on paper; anything else as it is."""
    return " ".join(value[start : start + 16] for start in range(0, 64, 16)) if len(value) == 64 and " " not in value else value


def receipt_paper(application: Application) -> bytes:
    """The receipt as an accessible PDF, dated of the day it was received."""
    receipt = receipt_of(application)
    data: Mapping[str, Any] = {
        "rows": [(label, _in_groups(value)) for label, value in receipt.rows],
        "sections": [
            {"title": _("Si nous ne répondons pas"), "text": receipt.silence},
            *([{"title": _("Comment contester"), "text": receipt.appeal}] if receipt.appeal else []),
        ],
    }
    return paper(
        "calls/papers/receipt.typ",
        dict(data),
        title=_("Accusé de réception %(reference)s") % {"reference": application.reference},
        day=receipt.clock.received_on,
    )


def file_paper(application: Application, content: Mapping[str, Any]) -> bytes:
    """The whole file on paper, from a snapshot or as it stands."""
    title: Text = _("Candidature %(reference)s") % {"reference": application.reference}
    sections = [
        {
            "title": section["title"],
            "rows": [(one["label"], one["words"] or _("Sans réponse")) for one in section["questions"] if one["kind"] != "file"],
        }
        for section in content["sections"]
    ]
    documents = [(one["name"], one["sha256"]) for one in content["documents"]]
    if documents:
        sections.append({"title": _("Documents joints et leur empreinte"), "rows": documents})
    lead = _("%(name)s, appel « %(call)s »") % {"name": content["organisation"]["name"], "call": content["call"]["title"]}
    return paper("calls/papers/file.typ", {"lead": lead, "sections": sections}, title=str(title))
