"""How the holders of a label and the operators are written to, each in their language."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application
from frenchimpact.labels.models import Control, Label, LabelEvent, Procedure, Renewal
from frenchimpact.labels.rules import holders_of
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import operators


def day(value: dt.date | None) -> str:
    """A date in words."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def desk(label: Label) -> str:
    """Where the label's life is followed, in the language in force."""
    return reverse("labels:label_desk", args=[label.reference])


def _because(news: Callable[[], News], why: Callable[[], str]) -> Callable[[], News]:
    """The same message, which says why it came, in the language of each reader."""
    return lambda: replace(news(), why=why())


def _tell_holder(label: Label, kind: str, news: Callable[[], News], *, event: str, due_on: dt.date | None = None) -> None:
    def why() -> str:
        return _("Vous recevez ce message parce que vous agissez pour %(name)s.") % {"name": label.organisation or label.holder_name}

    tell_news(
        list(holders_of(label)),
        kind=f"labels.{kind}",
        news=_because(news, why),
        event=event,
        is_task=due_on is not None,
        due_on=due_on,
        reference=label.reference,
        thing=label.holder_name,
    )


def _tell_operators(kind: str, news: Callable[[], News], *, event: str, reference: str, thing: str) -> None:
    """Something waits for those who run the programme."""

    def why() -> str:
        return _("Vous recevez ce message parce que vous êtes dans l’équipe du programme.")

    tell_news(
        list(operators()),
        kind=f"labels.{kind}",
        news=_because(news, why),
        event=event,
        is_task=True,
        reference=reference,
        thing=thing,
    )


def finish(kind: str, label: Label) -> None:
    """What was expected is done, or no longer expected."""
    finish_tasks(kind=f"labels.{kind}", reference=label.reference)


def _to_give(holder: Organisation) -> str:
    return f"organisation-{holder.pk}"


def finish_not_given(label: Label) -> None:
    """Someone gave the label, or judged its renewal: nobody else has to."""
    if label.organisation is not None:
        finish_tasks(kind="labels.not_given", reference=_to_give(label.organisation))


def tell_granted(label: Label) -> None:
    """The holder has the label, and where its certificate is."""

    def news() -> News:
        return News(
            subject=_("Une décision sur votre label %(reference)s") % {"reference": label.reference},
            lead=_("%(name)s reçoit le label « %(kind)s »") % {"name": label.holder_name, "kind": label.kind},
            lines=(
                _("Référence %(reference)s, jusqu’au %(end)s.") % {"reference": label.reference, "end": day(label.valid_until)},
                _("Votre attestation et votre badge sont prêts. N’importe qui peut les vérifier."),
            ),
            action=_("Voir mon label"),
            page=desk(label),
        )

    _tell_holder(label, "granted", news, event=label.reference)


def tell_not_given(holder: Organisation, decision: str, label: Label | None = None) -> None:
    """A decision gives a label, or renews one, that the register could not take: someone enters it, or says why not."""

    def news() -> News:
        return News(
            subject=_("Label à attribuer à la main : %(name)s") % {"name": holder.name},
            lead=_("La décision %(decision)s accorde un label à %(name)s") % {"decision": decision, "name": holder.name},
            lines=(
                _("Le registre n’a pas pu l’inscrire : il ne connaît pas ce genre de label.")
                if label is None
                else _("La structure l’a déjà, et il n’a pas pu être renouvelé : il est suspendu, ou va déjà plus loin."),
            ),
            action=_("Attribuer un label") if label is None else _("Ouvrir le label"),
            page=reverse("labels:label_grant") if label is None else desk(label),
        )

    _tell_operators("not_given", news, event=decision, reference=_to_give(holder), thing=holder.name)


def tell_moved(label: Label, verb: str, reasons: str) -> None:
    """The label changed status: why, and what it means."""

    def news() -> News:
        what = str(LabelEvent.What(verb).label)
        return News(
            subject=_("Une décision sur votre label %(reference)s") % {"reference": label.reference},
            lead=_("%(what)s pour %(name)s") % {"what": what, "name": label.holder_name},
            quote=reasons,
            lines=(_("La page du label et son attestation le disent dès maintenant."),),
            action=_("Voir mon label"),
            page=desk(label),
        )

    _tell_holder(label, "moved", news, event=f"{label.reference}-{verb}-{label.changed_at:%Y%m%d%H%M%S%f}")


# ── Renewal ──────────────────────────────────────────────────────────────────────────────────────
def _renewal_page(renewal: Renewal) -> str:
    return reverse("labels:renewal", args=[renewal.label.reference])


def tell_renewal_open(renewal: Renewal, *, after: str = "") -> None:
    """The renewal is open: a task until the last day. `after` names the application that was taken back, if it opens again."""
    label = renewal.label

    def news() -> News:
        return News(
            subject=_("Renouvelez votre label avant le %(day)s") % {"day": day(renewal.due_on)},
            lead=_("Le renouvellement du label « %(kind)s » est ouvert") % {"kind": label.kind},
            lines=(
                _("Déposez votre demande avant le %(day)s inclus : le label continue alors jusqu’à la décision.")
                % {"day": day(renewal.due_on)},
                _("Sans demande, il se termine ce jour-là."),
            ),
            action=_("Préparer ma demande"),
            page=_renewal_page(renewal),
        )

    _tell_holder(label, "renewal", news, event=f"renewal-{renewal.pk}-{after}".rstrip("-"), due_on=renewal.due_on)


def tell_renewal_by_application(renewal: Renewal, application: Application) -> None:
    """The application handed in is the request: the jury judges, and there is nothing else to file."""
    label = renewal.label

    def news() -> News:
        return News(
            subject=_("Votre candidature %(file)s vaut demande de renouvellement") % {"file": application.reference},
            lead=_("Le renouvellement du label « %(kind)s » est demandé par votre candidature") % {"kind": label.kind},
            lines=(_("Vous n’avez rien d’autre à déposer : le label continue jusqu’à la décision."),),
            action=_("Suivre le renouvellement"),
            page=_renewal_page(renewal),
        )

    _tell_holder(label, "moved", news, event=f"renewal-{renewal.pk}-{application.reference}")


def tell_renewal_reminder(renewal: Renewal) -> None:
    """The days go by."""
    label = renewal.label

    def news() -> News:
        return News(
            subject=_("Rappel : votre label se termine le %(day)s") % {"day": day(renewal.due_on)},
            lead=_("Votre demande de renouvellement n’est pas encore déposée"),
            lines=(_("Après le %(day)s, il faudra une nouvelle candidature.") % {"day": day(renewal.due_on)},),
            action=_("Préparer ma demande"),
            page=_renewal_page(renewal),
        )

    _tell_holder(label, "renewal_reminder", news, event=f"renewal-{renewal.pk}-{renewal.reminded_months}")


def tell_renewal_filed(renewal: Renewal) -> None:
    """Operators have it to judge."""
    label = renewal.label

    def news() -> News:
        return News(
            subject=_("Renouvellement à examiner : %(name)s") % {"name": label.holder_name},
            lead=_("%(name)s demande le renouvellement de son label") % {"name": label.holder_name},
            lines=(_("Le label continue jusqu’à votre décision."),),
            action=_("Lire la demande"),
            page=_renewal_page(renewal),
        )

    _tell_operators("renewal_filed", news, event=f"renewal-{renewal.pk}", reference=label.reference, thing=label.holder_name)


def tell_renewal_refused(renewal: Renewal) -> None:
    """The renewal is refused, and why."""
    label = renewal.label

    def news() -> News:
        return News(
            subject=_("Une décision sur votre label %(reference)s") % {"reference": label.reference},
            lead=_("Le label « %(kind)s » n’est pas renouvelé") % {"kind": label.kind},
            quote=renewal.reasons,
            action=_("Lire la décision"),
            page=_renewal_page(renewal),
        )

    _tell_holder(label, "moved", news, event=f"renewal-{renewal.pk}-refused")


# ── Withdrawal considered ────────────────────────────────────────────────────────────────────────
def tell_procedure(procedure: Procedure) -> None:
    """The holder reads what is said against them, and until when they may answer."""
    label = procedure.label

    def news() -> News:
        return News(
            subject=_("Votre label %(reference)s : répondez avant le %(day)s")
            % {"reference": label.reference, "day": day(procedure.reply_until)},
            lead=_("Le retrait du label « %(kind)s » est envisagé") % {"kind": label.kind},
            quote=procedure.grounds,
            lines=(
                _("Vous pouvez présenter vos observations jusqu’au %(day)s inclus. Rien n’est décidé avant.")
                % {"day": day(procedure.reply_until)},
                _("Vous pouvez vous faire assister ou représenter par la personne de votre choix."),
            ),
            action=_("Présenter mes observations"),
            page=desk(label),
        )

    _tell_holder(label, "procedure", news, event=f"procedure-{procedure.pk}", due_on=procedure.reply_until)


def tell_procedure_answered(procedure: Procedure) -> None:
    """Operators may decide."""
    label = procedure.label

    def news() -> News:
        return News(
            subject=_("Le titulaire a répondu : %(name)s") % {"name": label.holder_name},
            lead=_("%(name)s a présenté ses observations") % {"name": label.holder_name},
            action=_("Lire et décider"),
            page=desk(label),
        )

    _tell_operators("procedure_answered", news, event=f"procedure-{procedure.pk}", reference=label.reference, thing=label.holder_name)


def tell_procedure_ended(procedure: Procedure) -> None:
    """It ended without changing the label."""
    label = procedure.label

    def news() -> News:
        return News(
            subject=_("Une décision sur votre label %(reference)s") % {"reference": label.reference},
            lead=_("L’état de votre label ne change pas"),
            quote=procedure.reasons,
            action=_("Voir mon label"),
            page=desk(label),
        )

    _tell_holder(label, "moved", news, event=f"procedure-{procedure.pk}-ended")


# ── Control ──────────────────────────────────────────────────────────────────────────────────────
def _control_page(control: Control) -> str:
    return reverse("labels:control", args=[control.label.reference, control.pk])


def tell_control(control: Control) -> None:
    """The holder was drawn by lot, and is asked something."""
    label = control.label

    def news() -> News:
        return News(
            subject=_("Contrôle de votre label : répondez avant le %(day)s") % {"day": day(control.round.reply_until)},
            lead=_("Votre label a été tiré au sort pour un contrôle"),
            quote=control.round.question,
            lines=(_("Répondez et joignez vos pièces avant le %(day)s inclus.") % {"day": day(control.round.reply_until)},),
            action=_("Répondre"),
            page=_control_page(control),
        )

    _tell_holder(label, "control", news, event=f"control-{control.pk}", due_on=control.round.reply_until)


def tell_control_answered(control: Control) -> None:
    """Operators may conclude."""
    label = control.label

    def news() -> News:
        return News(
            subject=_("Réponse à un contrôle : %(name)s") % {"name": label.holder_name},
            lead=_("%(name)s a répondu au contrôle") % {"name": label.holder_name},
            action=_("Lire et conclure"),
            page=_control_page(control),
        )

    _tell_operators("control_answered", news, event=f"control-{control.pk}", reference=label.reference, thing=label.holder_name)


def tell_control_concluded(control: Control) -> None:
    """The conclusion of the control, when nothing else tells it."""
    label = control.label

    def news() -> News:
        return News(
            subject=_("Le contrôle de votre label %(reference)s est terminé") % {"reference": label.reference},
            lead=str(control.get_conclusion_display()),
            quote=control.reasons,
            action=_("Voir le contrôle"),
            page=_control_page(control),
        )

    _tell_holder(label, "moved", news, event=f"control-{control.pk}-concluded")
