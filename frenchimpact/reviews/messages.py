"""What jurors are told, and what applicants are notified of."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.calls import delays
from frenchimpact.design.words import day, hour
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions import News, tell_news, write_news
from frenchimpact.organisations.rules import operators
from frenchimpact.reviews.models import Appeal, Assignment, Expertise, Juror, Jury, Letter, Recusal


def _tell(
    people: Iterable[User],
    kind: str,
    jury: Jury,
    event: object,
    news: Callable[[], News],
    *,
    is_task: bool = False,
    due_on: dt.date | None = None,
) -> None:
    tell_news(
        people,
        kind=f"reviews.{kind}",
        news=news,
        event=f"{jury.pk}:{event}",
        is_task=is_task,
        due_on=(due_on or jury.reviews_due_on) if is_task else None,
        thing=f"reviews.Jury:{jury.pk}",
    )


def tell_appointed(juror: Juror) -> None:
    """A member learns of their appointment, and is asked to declare their ties first."""
    jury = juror.jury
    _tell(
        [juror.user],
        "appointed",
        jury,
        f"appointed:{juror.pk}",
        lambda: News(
            subject=_("Vous êtes au jury : déclarez vos liens"),
            lead=_("Vous êtes membre du jury « %(name)s ». Dites d’abord si vous avez un lien avec les candidats.") % {"name": jury},
            action=_("Déclarer mes liens"),
            page=reverse("reviews:ties", args=[jury.pk]),
            why=_("Les dossiers s’ouvrent une fois votre déclaration faite."),
        ),
        is_task=True,
    )


def tell_opened(jury: Jury, jurors: Iterable[Juror]) -> None:
    """Members learn that reading begins."""
    _tell(
        [juror.user for juror in jurors],
        "opened",
        jury,
        "opened",
        lambda: News(
            subject=_("Le jury est ouvert"),
            lead=_("Le jury « %(name)s » est ouvert. Les dossiers vous arrivent bientôt.") % {"name": jury},
            action=_("Ouvrir mes dossiers"),
            page=reverse("reviews:desk"),
            why=_("Vous êtes membre de ce jury."),
        ),
    )


def tell_assigned(jury: Jury, juror_ids: set[int]) -> None:
    """Members learn that files wait for them: how many in all, and until when."""
    for juror in jury.jurors.filter(pk__in=juror_ids).select_related("user").order_by("pk"):
        count = Assignment.objects.filter(juror=juror, ended_at=None).count()

        def news(count: int = count) -> News:
            due = _(" Avis attendus avant le %(on)s.") % {"on": formats.date_format(jury.reviews_due_on)} if jury.reviews_due_on else ""
            return News(
                subject=_("Des dossiers à évaluer"),
                lead=ngettext("%(num)s dossier vous est confié.", "%(num)s dossiers vous sont confiés.", count) % {"num": count} + due,
                action=_("Commencer"),
                page=reverse("reviews:desk"),
                why=_("Vous êtes membre du jury « %(name)s ».") % {"name": jury},
            )

        latest = Assignment.objects.filter(juror=juror).order_by("-pk").values_list("pk", flat=True).first()
        _tell([juror.user], "assigned", jury, f"assigned:{juror.pk}:{latest}", news, is_task=True)


def tell_recused(recusal: Recusal) -> None:
    """The member learns what their tie costs."""
    jury = recusal.juror.jury
    _tell(
        [recusal.juror.user],
        "recused",
        jury,
        f"recused:{recusal.pk}",
        lambda: News(
            subject=_("Votre déport est enregistré"),
            lead=_("Vous ne participez pas à cette séance : un lien avec un candidat suffit dans un concours.")
            if recusal.application_id is None
            else _("Vous ne participez pas à l’examen d’un dossier. Les autres restent ouverts."),
            action=_("Voir mes déclarations"),
            page=reverse("reviews:ties", args=[jury.pk]),
            why=_("Un lien a été déclaré."),
        ),
    )


def tell_lifted(recusal: Recusal) -> None:
    """The member learns that they are back, and why."""
    jury = recusal.juror.jury
    _tell(
        [recusal.juror.user],
        "recused",
        jury,
        f"lifted:{recusal.pk}",
        lambda: News(
            subject=_("Votre déport est levé"),
            lead=_("Votre déport au jury « %(name)s » est levé. Ce que vous aviez noté compte de nouveau.") % {"name": jury},
            quote=recusal.lifted_because,
            action=_("Voir mes déclarations"),
            page=reverse("reviews:ties", args=[jury.pk]),
            why=_("L’organisateur dit pourquoi, et le procès-verbal le mentionne."),
        ),
    )


def tell_planned(jury: Jury, members: Iterable[Juror]) -> None:
    """Members learn when and where the jury is to sit."""
    at = timezone.localtime(jury.sits_at)

    def news() -> News:
        return News(
            subject=_("Séance du jury : la date est fixée"),
            lead=_("Le jury « %(name)s » siège le %(on)s à %(at)s.") % {"name": jury, "on": formats.date_format(at), "at": hour(at)},
            lines=(_("Lieu : %(place)s.") % {"place": jury.sits_where},) if jury.sits_where else (),
            action=_("Voir la séance, l’ajouter à mon agenda"),
            page=reverse("reviews:sitting", args=[jury.pk]),
            why=_("Vous êtes membre de ce jury."),
        )

    _tell([juror.user for juror in members], "session", jury, f"planned:{at.isoformat()}", news, is_task=True, due_on=at.date())


def tell_session(jury: Jury, members: Iterable[Juror]) -> None:
    """Members learn that the jury sits."""
    _tell(
        [juror.user for juror in members],
        "session",
        jury,
        "session",
        lambda: News(
            subject=_("Le jury est en séance"),
            lead=_("La séance du jury « %(name)s » est ouverte : vous pouvez revoir vos notes et voter.") % {"name": jury},
            action=_("Ouvrir la séance"),
            page=reverse("reviews:sitting", args=[jury.pk]),
            why=_("Vous êtes membre de ce jury."),
        ),
    )


def send_letter(letter: Letter, people: Iterable[User]) -> list[Mail]:
    """The decision leaves by mail, word for word, to everyone who must know; each message is kept to prove it."""
    decision = letter.decision
    reference = decision.application.reference
    may_appeal = decision.outcome != "granted" and letter.appeal_until is not None and letter.sent_at is not None
    mails = []
    for person in people:
        with translation.override(person.language):
            days = {"sent": day(letter.sent_at), "on": day(letter.appeal_until)} if may_appeal else {}
            news = News(
                # Whoever sees the mailbox over a shoulder, or its notifications, does not read the outcome.
                subject=_("Votre candidature %(reference)s : la décision") % {"reference": reference},
                lead=letter.subject + ".",
                quote=letter.body,
                action=_("Ouvrir la décision"),
                page=reverse("reviews:letter", args=[reference, decision.number]),
                lines=(_("Reçu le %(sent)s, ce courrier peut être contesté jusqu’au %(on)s.") % days,) if days else (),
                why=_("Vous déposez ou suivez cette candidature."),
            )
            mails.append(write_news(to=person.email, kind="reviews.decision", news=news, language=person.language, reference=reference))
    return mails


def tell_expert(asked: Expertise, key: str) -> None:
    """The link by which an expert answers. The mail does not say whose file it is."""
    until = formats.date_format(asked.expires_at)
    news = News(
        subject=_("Votre avis est demandé sur un dossier"),
        lead=_("%(name)s, votre avis est attendu avant le %(until)s.") % {"name": asked.name, "until": until},
        quote=asked.question,
        lines=(
            _("Appel : %(call)s.") % {"call": asked.jury.cohort.call.title},
            _("Vous dites d’abord si vous avez un lien avec le candidat. Aucun compte n’est nécessaire."),
        ),
        action=_("Ouvrir la demande"),
        page=reverse("reviews:expert", args=[key]),
        why=_("Vous recevez ce message parce qu’un jury a écrit votre adresse. Ce lien est pour vous seul."),
    )
    language = asked.asked_by.language if asked.asked_by else ""
    write_news(to=asked.email, kind="reviews.expertise", news=news, language=language or translation.get_language() or "", is_secret=True)


def _tell_asker(asked: Expertise, event: str, words: Callable[[], tuple[str, str]]) -> None:
    """`words` gives the subject and the sentence, in the language of who reads them."""
    tell_news(
        [asked.asked_by] if asked.asked_by else [],
        kind="reviews.expert",
        news=lambda: News(
            subject=words()[0],
            lead=words()[1] % {"name": asked.name, "reference": asked.application.reference},
            action=_("Voir les avis d’experts"),
            page=reverse("reviews:experts", args=[asked.jury_id]),
            why=_("Vous avez demandé cet avis."),
        ),
        event=f"expert:{asked.pk}:{event}",
        reference=asked.application.reference,
        thing=f"reviews.Jury:{asked.jury_id}",
    )


def tell_expert_tied(asked: Expertise) -> None:
    """Whoever asked learns that the expert has a tie."""
    _tell_asker(
        asked,
        "tied",
        lambda: (
            _("Un expert a un lien avec le candidat"),
            _("%(name)s a déclaré un lien et ne donne pas d’avis sur %(reference)s. Demandez-le à quelqu’un d’autre."),
        ),
    )


def tell_expert_answered(asked: Expertise) -> None:
    """Whoever asked learns that the opinion is there."""
    _tell_asker(asked, "answered", lambda: (_("Un avis d’expert est rendu"), _("%(name)s a rendu son avis sur %(reference)s.")))


def appeal_words(appeal: Appeal) -> str:
    """What becomes of an appeal that nobody answers, with its dates."""
    rejected_on = delays.internal_appeal_rejected_on(timezone.localdate(appeal.at))
    days = {"on": day(rejected_on), "until": day(delays.last_day_to_sue(rejected_on))}
    words = _("Sans réponse au plus tard le %(on)s, il est rejeté : vous pouvez alors saisir le tribunal administratif jusqu’au %(until)s.")
    return words % days


def tell_appeal_received(appeal: Appeal) -> None:
    """The person who appealed keeps a dated proof of it, and reads what silence would mean."""
    decision = appeal.decision
    reference = decision.application.reference
    tell_news(
        [appeal.by],
        kind="reviews.appeal_received",
        news=lambda: News(
            subject=_("Votre recours est enregistré"),
            lead=_("Votre recours sur le dossier %(reference)s est reçu le %(on)s. Une autre personne que la première fois le juge.")
            % {"reference": reference, "on": day(timezone.localdate(appeal.at))},
            lines=() if appeal.is_late else (appeal_words(appeal),),
            action=_("Relire mon recours"),
            page=reverse("reviews:letter", args=[reference, decision.number]),
        ),
        event=f"appeal:{appeal.pk}",
        reference=reference,
        thing=f"reviews.Decision:{decision.pk}",
    )


def tell_appeal(appeal: Appeal) -> None:
    """Operators who may judge it learn of an appeal, or of a reply added to a file."""
    decision = appeal.decision
    judges = [one for one in operators() if one.pk != decision.decided_by_id]
    reference = decision.application.reference
    tell_news(
        judges,
        kind="reviews.appeal",
        news=lambda: News(
            subject=_("Recours contre une décision") if appeal.kind == Appeal.Kind.APPEAL else _("Réponse à une décision"),
            lead=_("Le dossier %(reference)s a reçu : %(kind)s.") % {"reference": reference, "kind": appeal.get_kind_display()},
            action=_("Lire et répondre"),
            page=reverse("reviews:decide", args=[reference]),
            why=_("Un recours est jugé par une autre personne que la première fois."),
        ),
        event=f"appeal:{appeal.pk}",
        is_task=appeal.kind == Appeal.Kind.APPEAL,
        reference=reference,
        thing=f"reviews.Decision:{decision.pk}",
    )
