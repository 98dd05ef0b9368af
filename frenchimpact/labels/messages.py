"""How the holders of a label and the operators are written to, each in their language."""

import datetime as dt
from collections.abc import Callable

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.labels.models import Label
from frenchimpact.labels.rules import holders_of
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import operators


def day(value: dt.date | None) -> str:
    """A date in words."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def desk(label: Label) -> str:
    """Where the label's life is followed, in the language in force."""
    return reverse("labels:label", args=[label.reference])


def _as_holder(label: Label) -> str:
    return _("Vous recevez ce message parce que vous agissez pour %(name)s.") % {"name": label.organisation or label.holder_name}


def _tell_holder(label: Label, kind: str, news: Callable[[], News], *, event: str, due_on: dt.date | None = None) -> None:
    tell_news(
        list(holders_of(label)),
        kind=f"labels.{kind}",
        news=news,
        event=event,
        is_task=due_on is not None,
        due_on=due_on,
        reference=label.reference,
        thing=label.holder_name,
    )


def finish(kind: str, label: Label) -> None:
    """What was expected is done, or no longer expected."""
    finish_tasks(kind=f"labels.{kind}", reference=label.reference)


def tell_granted(label: Label) -> None:
    """The holder has the label, and where its certificate is."""

    def news() -> News:
        return News(
            subject=_("Votre label est attribué : %(kind)s") % {"kind": label.kind},
            lead=_("%(name)s reçoit le label « %(kind)s »") % {"name": label.holder_name, "kind": label.kind},
            lines=(
                _("Référence %(reference)s, jusqu’au %(end)s.") % {"reference": label.reference, "end": day(label.valid_until)},
                _("Votre attestation et votre badge sont prêts. N’importe qui peut les vérifier."),
            ),
            action=_("Voir mon label"),
            page=desk(label),
            why=_as_holder(label),
        )

    _tell_holder(label, "granted", news, event=label.reference)


def tell_operators(label: Label, kind: str, news: Callable[[], News], *, event: str) -> None:
    """Something waits for those who run the programme."""
    tell_news(
        list(operators()),
        kind=f"labels.{kind}",
        news=news,
        event=event,
        is_task=True,
        reference=label.reference,
        thing=label.holder_name,
    )
