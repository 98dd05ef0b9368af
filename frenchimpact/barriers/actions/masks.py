"""Anonymising an answer: what is proposed is decided, and what is hidden leaves every field at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import anonymising
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.anonymising import Proposal
from frenchimpact.barriers.models import Case, Mask, Precedent
from frenchimpact.barriers.name_matching import is_everyday
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, fold

# What is written in an answer: every one of them is read by anyone once it is published.
FIELDS = ("title", "situation", "question", "answer", "before", "after", "conditions", "limits", "legal_basis", "decided_by")


def known_names(case: Case | None) -> list[Proposal]:
    """What the case itself says of who asks: nothing of it may stay."""
    return anonymising.names_of(case) if case is not None else []


def hide_names(text: str, names: list[Proposal]) -> str:
    """The text without these names."""
    for one in names:
        text = anonymising.hide(text, one.found, one.replacement, one.kind)
    return text


def words_of(precedent: Precedent) -> str:
    """Every word of the answer, field after field."""
    return "\n\n".join(filter(None, (getattr(precedent, name) for name in FIELDS)))


def leaks(precedent: Precedent) -> list[str]:
    """Names of the case, and words that somebody decided to hide, that a field still says."""
    return [one.found for one in left_in(words_of(precedent), precedent)]


def left_in(text: str, precedent: Precedent) -> list[Proposal]:
    """What of that is still in a text: everything of the case, but words of every day that somebody kept."""
    decided = list(precedent.masks.exclude(is_hidden=None))
    kept = {fold(one.found) for one in decided if not one.is_hidden}
    names = [one for one in known_names(precedent.case) if fold(one.found) not in kept]
    hidden = [Proposal(one.found, Mask.Kind(one.kind), one.replacement) for one in decided if one.is_hidden]
    found: dict[str, Proposal] = {}
    for one in (*names, *hidden):
        if anonymising.holds(text, one.found, one.kind):
            found.setdefault(fold(one.found), one)
            # « Jeanne Dupont » is told once, not « Jeanne » and « Dupont » after it.
            text = anonymising.hide(text, one.found, "…", one.kind)
    return list(found.values())


@transaction.atomic
def propose_masks(*, precedent: Precedent) -> int:
    """Read the answer, and propose what is not proposed yet; what is no longer said needs no decision. Gives how many are new."""
    text = words_of(precedent)
    rows = list(precedent.masks.all())
    moot = [one.pk for one in rows if one.is_hidden is None and not anonymising.holds(text, one.found, one.kind)]
    Mask.objects.filter(pk__in=moot).delete()
    asked = {fold(one.found) for one in rows if one.pk not in moot}
    fresh = [
        Mask(precedent=precedent, found=one.found, replacement=one.replacement, kind=one.kind)
        for one in anonymising.find(text, [precedent.case] if precedent.case else [])
        if fold(one.found) not in asked
    ]
    return len(Mask.objects.bulk_create(fresh, ignore_conflicts=True))


@transaction.atomic
def add_mask(*, precedent: Precedent, found: str, replacement: str, by: User) -> Mask:
    """Words that the assistant did not see, hidden at once."""
    precedent = _open_text(precedent)
    found, replacement = clean_line(found)[:200], clean_line(replacement)[:200]
    if not found or not replacement:
        raise Refusal(_("Écrivez les mots à masquer, et ceux qui les remplacent."))
    if not anonymising.holds(words_of(precedent), found):
        raise Refusal(_("Ces mots ne sont dans aucun champ de la réponse : « %(words)s ».") % {"words": found})
    mask, _made = Mask.objects.get_or_create(
        precedent=precedent, found=found, defaults={"replacement": replacement, "kind": Mask.Kind.OTHER}
    )
    return decide_mask(mask=mask, is_hidden=True, replacement=replacement, by=by)


def _is_own(mask: Mask, precedent: Precedent) -> bool:
    """Whether it says a name of the case that is no word of every day."""
    return any(
        not is_everyday(one.found) and (fold(one.found) == fold(mask.found) or anonymising.holds(mask.found, one.found, one.kind))
        for one in known_names(precedent.case)
    )


@transaction.atomic
def decide_mask(*, mask: Mask, is_hidden: bool, replacement: str, by: User) -> Mask:
    """Hide or keep. Hidden words leave every field at once; kept again, they come back. Words of the case itself are never kept."""
    precedent = _open_text(mask.precedent, is_hiding=is_hidden)
    mask = lock(mask)
    if is_hidden and precedent.state != Precedent.State.DRAFT:
        keep_text(precedent, (*FIELDS, "slug"), reason=_("Mots masqués après publication"), by=by)
        if anonymising.holds(precedent.slug.replace("-", " "), mask.found):
            precedent.slug = precedent.reference.lower()
            precedent.save(update_fields=["slug"])
    if not is_hidden and _is_own(mask, precedent):
        raise Refusal(_("« %(words)s » vient du cas lui-même : il ne peut pas rester dans une réponse publiée.") % {"words": mask.found})
    if not is_hidden and mask.is_hidden:
        _undo(mask, precedent)
    mask.is_hidden, mask.replacement = is_hidden, clean_line(replacement)[:200] or mask.replacement
    if is_hidden:
        mask.before, mask.decided_at = {name: getattr(precedent, name) for name in FIELDS}, clock.now()
        for name in FIELDS:
            setattr(precedent, name, _without(getattr(precedent, name), mask, name))
    else:
        mask.before, mask.decided_at = {}, clock.now()
    mask.save(update_fields=["is_hidden", "replacement", "before", "decided_at"])
    precedent.version, precedent.changed_at = precedent.version + 1, clock.now()
    precedent.save(update_fields=[*FIELDS, "version", "changed_at"])
    if precedent.state == Precedent.State.DRAFT:
        propose_masks(precedent=precedent)
    return mask


def _without(text: str, mask: Mask, field: str) -> str:
    longest: int = getattr(Precedent._meta.get_field(field), "max_length", None) or 8000
    return anonymising.hide(text, mask.found, mask.replacement, mask.kind)[:longest]


def _undo(mask: Mask, precedent: Precedent) -> None:
    """Put the words back, with what was hidden since still hidden. A field written again since stays as it is: raises Refusal then."""
    since = (
        list(precedent.masks.filter(is_hidden=True, decided_at__gt=mask.decided_at).order_by("decided_at", "pk")) if mask.decided_at else []
    )
    stuck = False
    for name in FIELDS:
        before = mask.before.get(name)
        if before is None:
            continue
        with_it, back = _without(before, mask, name), before
        for one in since:
            with_it, back = _without(with_it, one, name), _without(back, one, name)
        if getattr(precedent, name) == with_it:
            setattr(precedent, name, back)
        elif with_it != back:
            stuck = True
    if stuck or not mask.before:
        raise Refusal(
            _("Le texte a été changé depuis : « %(words)s » ne peut pas y revenir tout seul. Écrivez-le de nouveau là où il manque.")
            % {"words": mask.found}
        )


@transaction.atomic
def hide_all(*, precedent: Precedent, by: User) -> None:
    """Everything that waits for a decision, and what was hidden but is said again, the longest words first."""
    left = {fold(one.found) for one in left_in(words_of(precedent), precedent)}
    rows = [one for one in precedent.masks.all() if one.is_hidden is None or fold(one.found) in left]
    for mask in sorted(rows, key=lambda one: -len(one.found)):
        if mask.is_hidden or Mask.objects.filter(pk=mask.pk, is_hidden=None).exists():
            decide_mask(mask=mask, is_hidden=True, replacement="", by=by)
    for one in left_in(words_of(lock(precedent)), precedent):
        mask, _made = Mask.objects.get_or_create(
            precedent=precedent, found=one.found, defaults={"replacement": one.replacement, "kind": one.kind}
        )
        decide_mask(mask=mask, is_hidden=True, replacement="", by=by)


# Words may leave a text that is published, at once: nothing can be written into it but what replaces them.
_SHOWN = (Precedent.State.VALID, Precedent.State.SUPERSEDED, Precedent.State.EXPIRED)


def _open_text(precedent: Precedent, *, is_hiding: bool = True) -> Precedent:
    precedent = lock(precedent)
    if precedent.state != Precedent.State.DRAFT and not (is_hiding and precedent.state in _SHOWN):
        raise OutOfTurn(_("Cette réponse n’est plus un brouillon : renvoyez-la à son auteur pour la changer."))
    return precedent
