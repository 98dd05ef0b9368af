"""Published answers: written, validated by somebody else, read again each year, replaced, withdrawn."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions import references
from frenchimpact.barriers.actions.grounds import is_over, last_day
from frenchimpact.barriers.actions.masks import FIELDS, leaks, left_in, propose_masks
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.messages import precedents as letters
from frenchimpact.barriers.models import (
    Barrier,
    Case,
    Norm,
    OutcomeKind,
    Precedent,
    PrecedentAuthor,
    PrecedentCheck,
    PrecedentNorm,
    PrecedentPlace,
)
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.design.words import day
from frenchimpact.geo.models import Place

A_YEAR = dt.timedelta(days=365)
# Told so long before the day of the next check.
NOTICE_DAYS = 30
# Names of pages below /freins/: an answer is never called so.
_TAKEN = ("proches", "signaler", "communs", "notes", "suivre", "reponses")


@transaction.atomic
def draft_precedent(*, by: User, case: Case | None = None, barrier: Barrier | None = None) -> Precedent:
    """A draft with what is known already: from a case and its answer, from a barrier, or from nothing."""
    reference = references.next_reference(references.PRECEDENT)
    values: dict[str, Any] = {"title": _("Réponse à écrire"), "outcome": OutcomeKind.CLARIFICATION}
    norms: list[int] = []
    places: list[int] = []
    if barrier is not None:
        values |= {
            "title": barrier.title,
            "situation": barrier.summary,
            "nature": barrier.nature,
            "themes": barrier.themes,
            "barrier": barrier,
        }
        norms += barrier.norm_links.values_list("norm_id", flat=True)
    if case is not None:
        values |= _of_case(case)
        norms += case.norm_links.filter(is_told=False).values_list("norm_id", flat=True)
        outcome = case.outcomes.first()
        places += outcome.places.values_list("place_id", flat=True) if outcome else []
    precedent = Precedent.objects.create(reference=reference, slug=reference.lower(), created_by=by, case=case, **values)
    PrecedentNorm.objects.bulk_create([PrecedentNorm(precedent=precedent, norm_id=pk) for pk in dict.fromkeys(norms)])
    PrecedentPlace.objects.bulk_create([PrecedentPlace(precedent=precedent, place_id=pk) for pk in dict.fromkeys(places)])
    propose_masks(precedent=precedent)
    announce(facts.PrecedentMoved(precedent_id=precedent.pk, verb="draft"), by=by)
    return precedent


def _of_case(case: Case) -> dict[str, Any]:
    """What a case and its last outcome say, before anything is masked."""
    values: dict[str, Any] = {
        "title": case.title,
        # Without the person's agreement, the rule alone is published: their own words are not taken up.
        "situation": "\n\n".join(filter(None, (case.wish, case.obstacle)))[:6000] if case.may_publish else "",
        "nature": case.nature,
        "themes": case.themes,
        "barrier": case.barrier,
    }
    analysis = getattr(case, "analysis", None)
    if analysis is not None and analysis.question:
        values["question"] = analysis.question
    if outcome := case.outcomes.first():
        names = ("legal_basis", "decided_by", "decided_on", "conditions", "answer")
        values |= {"outcome": outcome.kind, **{name: getattr(outcome, name) for name in names}}
    return values


@transaction.atomic
def edit_precedent(*, precedent: Precedent, version: int, by: User, places: list[Place], norms: list[Norm], **fields: Any) -> Precedent:
    """Write a draft again. What comes in new is proposed for masking. Raises Stale when somebody wrote meanwhile."""
    precedent = lock(precedent)
    if precedent.state != Precedent.State.DRAFT:
        raise OutOfTurn(_("Cette réponse n’est plus un brouillon : renvoyez-la à son auteur pour la changer."))
    if precedent.version != version:
        words = _("Cette réponse a été changée pendant que vous écriviez. Votre texte est gardé ci-dessous : comparez, puis enregistrez.")
        raise Stale(words, mine=fields, theirs={name: getattr(precedent, name) for name in fields}, version=precedent.version)
    for name, value in fields.items():
        setattr(precedent, name, value)
    precedent.version, precedent.changed_at = version + 1, clock.now()
    precedent.save()
    PrecedentAuthor.objects.get_or_create(precedent=precedent, user=by)
    precedent.norm_links.all().delete()
    PrecedentNorm.objects.bulk_create([PrecedentNorm(precedent=precedent, norm=one) for one in dict.fromkeys(norms)])
    precedent.places.all().delete()
    PrecedentPlace.objects.bulk_create([PrecedentPlace(precedent=precedent, place=one) for one in dict.fromkeys(places)])
    propose_masks(precedent=precedent)
    announce(facts.PrecedentMoved(precedent_id=precedent.pk, verb="edit"), by=by)
    return precedent


def check_anonymous(precedent: Precedent) -> None:
    """Raises Refusal while something undecided, or a name of the case, is in the answer."""
    waiting = precedent.masks.filter(is_hidden=None).count()
    if waiting:
        words = _("Décidez d’abord de chaque mot proposé au masquage : il en reste %(count)s.") % {"count": waiting}
        raise Refusal(words)
    if found := leaks(precedent):
        words = _("Ces mots disent encore qui a demandé : %(words)s. Masquez-les avant d’aller plus loin.")
        raise Refusal(words % {"words": ", ".join(f"« {one} »" for one in found)})


def _check_whole(precedent: Precedent) -> None:
    wanted = {
        "situation": precedent.situation,
        "question": precedent.question,
        "answer": precedent.answer,
        "legal_basis": precedent.legal_basis,
    }
    has_consent = precedent.case is None or precedent.case.may_publish
    if not has_consent:
        del wanted["situation"]
    missing: dict[str, Text] = {name: _("À remplir avant la validation.") for name, value in wanted.items() if not value.strip()}
    if not has_consent and precedent.situation.strip():
        missing["situation"] = _("La personne n’a pas accepté que sa situation soit publiée : videz ce champ, ou demandez-lui son accord.")
    if missing:
        raise Incomplete(_("Il manque la situation, la question, la réponse ou la base juridique."), missing)


def _step(precedent: Precedent, verb: str, *, by: User | None, **columns: Any) -> Precedent:
    """Lock, move, write, tell."""
    precedent = lock(precedent)
    precedent.state = Precedent.FLOW.step(verb, precedent.state)
    for name, value in columns.items():
        setattr(precedent, name, value)
    precedent.version, precedent.changed_at = precedent.version + 1, clock.now()
    precedent.save(update_fields=["state", "version", "changed_at", *columns])
    announce(facts.PrecedentMoved(precedent_id=precedent.pk, verb=verb), by=by)
    return precedent


@transaction.atomic
def submit_precedent(*, precedent: Precedent, by: User) -> Precedent:
    """To legal validation: whole, and anonymous."""
    _check_whole(precedent)
    propose_masks(precedent=precedent)
    check_anonymous(precedent)
    precedent = _step(precedent, "submit", by=by, state_reason="")
    letters.tell_submitted(precedent, by)
    return precedent


@transaction.atomic
def send_back(*, precedent: Precedent, reason: str, by: User) -> Precedent:
    """To its author, who reads why."""
    if not reason.strip():
        raise Refusal(_("Dites ce qu’il faut changer : l’auteur le lira."))
    precedent = _step(precedent, "send_back", by=by, state_reason=reason[:500])
    letters.tell_author(precedent, "send_back")
    return precedent


@transaction.atomic
def publish_precedent(*, precedent: Precedent, by: User, valid_until: dt.date | None = None) -> Precedent:
    """In force from now on, for a year unless said otherwise. Never by its author. Its address is made of its title as it is now."""
    precedent = lock(precedent)
    if by in precedent.writers:
        raise Refusal(_("Vous avez écrit cette réponse : une deuxième personne doit la valider."))
    _check_whole(precedent)
    propose_masks(precedent=precedent)
    check_anonymous(precedent)
    until = until_of(precedent, valid_until)
    now = clock.now()
    slug = slug_for(precedent.title, precedent.reference)
    former = list(dict.fromkeys([*precedent.former_slugs, precedent.slug])) if precedent.published_at and slug != precedent.slug else None
    precedent = _step(
        precedent,
        "publish",
        by=by,
        slug=slug,
        former_slugs=precedent.former_slugs if former is None else former,
        validated_by=by,
        validated_at=now,
        published_at=now,
        checked_on=clock.today(),
        valid_until=until,
        state_reason="",
    )
    letters.tell_author(precedent, "publish")
    return precedent


def until_of(precedent: Precedent, valid_until: dt.date | None = None) -> dt.date:
    """A year from now, or the day asked for; never after the end of what it rests on. Raises Refusal with words."""
    until, last = valid_until or clock.today() + A_YEAR, last_day(precedent)
    if last is not None and is_over(precedent):
        words = _("La décision sur laquelle elle repose a pris fin le %(on)s : elle ne peut plus être en vigueur.") % {"on": day(last)}
        raise Refusal(words)
    if last is not None and until > last:
        if valid_until is not None:
            words = _("La décision sur laquelle elle repose prend fin le %(on)s : choisissez ce jour au plus tard.") % {"on": day(last)}
            raise Refusal(words)
        until = last
    if last is not None and until == last == clock.today():
        return until
    if until <= clock.today():
        raise Refusal(_("La date de validité est passée : choisissez un jour à venir."))
    return until


def slug_for(title: str, reference: str = "") -> str:
    """The address of an answer, made of its title; with its reference when another one has that address."""
    base = slugify(title)[:60].strip("-") or reference.lower()
    others = Precedent.objects.filter(Q(slug=base) | Q(former_slugs__contains=[base])).exclude(reference=reference)
    is_taken = base in _TAKEN or others.exists()
    return f"{base}-{reference.lower()}" if is_taken else base


@transaction.atomic
def check_precedent(*, precedent: Precedent, is_right: bool, by: User, note: str = "", valid_until: dt.date | None = None) -> Precedent:
    """Read again: still right, for a year more; or not, and then it is expired until somebody replaces or withdraws it."""
    until = until_of(precedent, valid_until) if is_right else None
    if not is_right and not note.strip():
        raise Refusal(_("Dites ce qui n’est plus juste."))
    state_reason = "" if is_right else note[:500]
    if is_right:
        precedent = _step(precedent, "confirm", by=by, checked_on=clock.today(), valid_until=until, state_reason=state_reason)
    elif precedent.state == Precedent.State.VALID:
        precedent = _step(precedent, "expire", by=by, state_reason=state_reason)
        letters.tell_followers(precedent)
    letters.settle_check(precedent)
    PrecedentCheck.objects.create(precedent=precedent, is_right=is_right, note=note, valid_until=until, on=clock.today(), by=by)
    return precedent


@transaction.atomic
def supersede_precedent(*, precedent: Precedent, by_precedent: Precedent, by: User) -> Precedent:
    """Another answer takes its place; its page leads there. A circle is refused."""
    by_precedent = lock(by_precedent)
    if by_precedent.state != Precedent.State.VALID:
        raise Refusal(_("La réponse qui remplace doit être en vigueur."))
    if by_precedent.pk == precedent.pk:
        raise Refusal(_("Une réponse ne se remplace pas elle-même."))
    precedent = _step(precedent, "supersede", by=by, superseded_by=by_precedent)
    letters.settle_check(precedent)
    letters.tell_followers(precedent)
    return precedent


@transaction.atomic
def withdraw_precedent(*, precedent: Precedent, reason: str, by: User) -> Precedent:
    """No longer an answer; its page says why, and none of its words."""
    if not reason.strip():
        raise Refusal(_("Dites pourquoi : la page publique le montre."))
    if found := left_in(reason, precedent):
        words = _("Ces mots disent encore qui a demandé : %(words)s. Masquez-les avant d’aller plus loin.")
        raise Refusal(words % {"words": ", ".join(f"« {one.found} »" for one in found)})
    precedent = _step(precedent, "withdraw", by=by, state_reason=reason[:500])
    letters.tell_followers(precedent)
    return precedent


@transaction.atomic
def rewrite_precedent(*, precedent: Precedent, by: User) -> Precedent:
    """A withdrawn answer is a draft again; it is validated anew, by somebody else."""
    return _step(precedent, "rewrite", by=by, validated_by=None, validated_at=None, superseded_by=None)


@transaction.atomic
def correct_precedent(*, precedent: Precedent, reason: str, by: User) -> Precedent:
    """Written again from what is published: out of sight until somebody else validates it; what it said is kept for the desk."""
    if not reason.strip():
        raise Refusal(_("Dites ce qui est à corriger : le guichet le relira."))
    precedent = lock(precedent)
    Precedent.FLOW.step("correct", precedent.state)
    keep_text(precedent, FIELDS, reason=reason, by=by)
    precedent = _step(
        precedent, "correct", by=by, validated_by=None, validated_at=None, superseded_by=None, created_by=by, state_reason=reason[:500]
    )
    letters.settle_check(precedent)
    propose_masks(precedent=precedent)
    return precedent


def follow_checks() -> int:
    """Each day: remind of those to be read again, once; expire those whose day is over. Gives how many expired."""
    today = clock.today()
    for one in Precedent.objects.filter(state=Precedent.State.VALID, valid_until__range=(today, today + dt.timedelta(days=NOTICE_DAYS))):
        letters.ask_to_check(one)
    for one in Precedent.objects.filter(state=Precedent.State.VALID, case__outcomes__ends_on__isnull=False).distinct().order_by("pk"):
        follow_ground(precedent=one)
    over = Precedent.objects.filter(state=Precedent.State.VALID, valid_until__lt=today).order_by("pk")
    return sum(_expire(pk) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def follow_ground(*, precedent: Precedent) -> Precedent:
    """What it rests on changed: in force no longer than that. Ended, it is expired and says why; the desk is asked to read it."""
    precedent, last = lock(precedent), last_day(precedent)
    if precedent.state != Precedent.State.VALID or last is None or precedent.valid_until is None or last >= precedent.valid_until:
        return precedent
    if not is_over(precedent):
        Precedent.objects.filter(pk=precedent.pk).update(valid_until=last)
        precedent.valid_until = last
        return precedent
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("La décision sur laquelle elle reposait a pris fin le %(on)s.") % {"on": day(last)}
    precedent = _step(precedent, "expire", by=None, state_reason=reason, valid_until=last)
    letters.ask_to_check(precedent)
    letters.tell_followers(precedent)
    return precedent


@transaction.atomic
def _expire(pk: int) -> bool:
    precedent = Precedent.objects.select_for_update().filter(pk=pk, state=Precedent.State.VALID, valid_until__lt=clock.today()).first()
    if precedent is None:
        return False
    precedent = _step(precedent, "expire", by=None, state_reason="")
    letters.ask_to_check(precedent)
    letters.tell_followers(precedent)
    return True
