"""Somebody outside the jury is asked about one file, and answers by a link, without an account."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.reviews import facts, messages, rules
from frenchimpact.reviews.keys import digest, new_key
from frenchimpact.reviews.models import Declaration, Expertise, Jury

LONGEST_OPINION = 10_000
# A link that expired is renewed for that long.
RENEWED_DAYS = 14


def _reading(jury: Jury) -> Jury:
    jury = lock(jury)
    if jury.state not in {Jury.State.OPEN, Jury.State.SESSION}:
        raise OutOfTurn(_("Le jury n’évalue pas : il n’est pas ouvert, ou il est terminé."))
    return jury


@transaction.atomic
def ask_expert(
    *, jury: Jury, application: Application, name: str, email: str, question: str, days: int, by: User, quality: str = ""
) -> Expertise:
    """Ask somebody about one file; the link leaves by mail.

    Raises OutOfTurn unless the jury reads or sits; Refusal for a file that is not before it, a member of the jury, one of the
    applicant's people, or somebody already asked.
    """
    jury = _reading(jury)
    email = email.strip()
    if not rules.files_before(jury).filter(pk=application.pk).exists():
        raise Refusal(_("Ce dossier n’est pas devant ce jury."))
    if jury.jurors.filter(user__email__iexact=email).exists():
        raise Refusal(_("Cette personne est membre du jury : elle donne son avis avec lui."))
    if rules.people_of(application).filter(email__iexact=email).exists():
        raise Refusal(_("Cette personne participe à la candidature : elle ne peut pas donner d’avis sur elle."))
    if Expertise.objects.filter(jury=jury, application=application, email__iexact=email, ended_at=None).exists():
        raise Refusal(_("Un avis est déjà demandé à cette adresse sur ce dossier. Renvoyez le lien au besoin."))
    key = new_key()
    asked = Expertise.objects.create(
        jury=jury,
        application=application,
        name=clean_line(name)[:160],
        email=email,
        quality=clean_line(quality)[:160],
        question=clean_text(question)[:2000],
        key_digest=digest(key),
        asked_by=by,
        expires_at=clock.now() + dt.timedelta(days=days),
    )
    announce(facts.ExpertAsked(jury_id=jury.pk, expertise_id=asked.pk), by=by)
    messages.tell_expert(asked, key)
    return asked


def _open(expertise: Expertise) -> Expertise:
    """The request while it may be answered. Raises OutOfTurn."""
    _reading(expertise.jury)
    expertise = lock(expertise)
    if expertise.ended_at is not None:
        raise OutOfTurn(_("Cette demande est retirée."))
    if expertise.sent_at is not None:
        raise OutOfTurn(_("Votre avis est déjà rendu : il ne change plus."))
    return expertise


@transaction.atomic
def renew_expert_link(*, expertise: Expertise, by: User | None = None) -> Expertise:
    """A new link leaves to the same address, and the old one no longer works. Raises OutOfTurn once answered, ended or too late."""
    expertise = _open(expertise)
    key = new_key()
    later = clock.now() + dt.timedelta(days=RENEWED_DAYS)
    expertise.key_digest, expertise.expires_at = digest(key), max(expertise.expires_at, later)
    expertise.save(update_fields=["key_digest", "expires_at"])
    announce(facts.ExpertLinkRenewed(jury_id=expertise.jury_id, expertise_id=expertise.pk), by=by)
    messages.tell_expert(expertise, key)
    return expertise


@transaction.atomic
def end_expertise(*, expertise: Expertise, by: User) -> None:
    """The request is taken back: its link opens nothing more. An opinion that was sent stays. Raises OutOfTurn once answered."""
    expertise = _open(expertise)
    expertise.ended_at = clock.now()
    expertise.save(update_fields=["ended_at"])
    announce(facts.ExpertiseEnded(jury_id=expertise.jury_id, expertise_id=expertise.pk), by=by)


@transaction.atomic
def declare_expert_tie(*, expertise: Expertise, nature: str, words: str = "") -> Expertise:
    """The expert says whether they have a tie, once, before the file opens. With one, they give no opinion.

    Raises OutOfTurn once said; Incomplete when a tie is not described.
    """
    expertise = _open(expertise)
    if expertise.declared_at is not None:
        raise OutOfTurn(_("Votre déclaration est faite."))
    words = clean_line(words)[:400]
    if nature not in Declaration.Nature.values:
        raise Incomplete(_("Il manque une réponse."), {"nature": _("Dites si vous avez un lien, ou « aucun lien ».")})
    if nature != Declaration.Nature.NONE and not words:
        raise Incomplete(_("Il manque une réponse."), {"words": _("Précisez ce lien en quelques mots : avec qui, depuis quand.")})
    expertise.nature, expertise.words, expertise.declared_at = nature, words, clock.now()
    expertise.save(update_fields=["nature", "words", "declared_at"])
    announce(facts.ExpertDeclared(jury_id=expertise.jury_id, expertise_id=expertise.pk, has_tie=nature != Declaration.Nature.NONE), by=None)
    if nature != Declaration.Nature.NONE:
        messages.tell_expert_tied(expertise)
    return expertise


@transaction.atomic
def write_expertise(*, expertise: Expertise, opinion: str, is_final: bool = False) -> Expertise:
    """The expert's opinion: a draft, or the last word, which no longer changes. Raises OutOfTurn, Refusal with a tie, Incomplete."""
    expertise = _open(expertise)
    if expertise.nature != Declaration.Nature.NONE:
        raise Refusal(_("Dites d’abord si vous avez un lien. Avec un lien, vous ne donnez pas d’avis."))
    opinion = clean_text(opinion)
    if len(opinion) > LONGEST_OPINION:
        words = _("Au plus %(limit)s signes : il y en a %(count)s.") % {"limit": LONGEST_OPINION, "count": len(opinion)}
        raise Incomplete(_("Votre avis est trop long."), {"opinion": words})
    if is_final and not opinion:
        raise Incomplete(_("Il manque votre avis."), {"opinion": _("Écrivez votre avis avant de l’envoyer.")})
    expertise.opinion = opinion
    if is_final:
        expertise.sent_at = clock.now()
    expertise.save(update_fields=["opinion", "sent_at"])
    if is_final:
        announce(facts.ExpertAnswered(jury_id=expertise.jury_id, expertise_id=expertise.pk), by=None)
        messages.tell_expert_answered(expertise)
    return expertise
