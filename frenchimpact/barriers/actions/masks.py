"""Anonymising an answer: what is proposed is decided, and what is hidden leaves every field at once."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import anonymising
from frenchimpact.barriers.anonymising import Proposal
from frenchimpact.barriers.models import Case, Mask, Precedent
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line

# What is written in an answer: every one of them is read by anyone once it is published.
FIELDS = ("title", "situation", "question", "answer", "before", "after", "conditions", "limits", "legal_basis", "decided_by")
_ARTICLE = re.compile(r"^(?:les?\s|la\s|l[’'])\s*", re.IGNORECASE)


def known_names(case: Case | None) -> list[Proposal]:
    """What the case itself says of who asks: nothing of it may stay."""
    if case is None:
        return []
    person, place, contact = Mask.Kind.PERSON, Mask.Kind.ORGANISATION, Mask.Kind.CONTACT
    names = [
        (case.name, person, "une personne"),
        (case.email, contact, "[adresse électronique]"),
        (case.phone, contact, "[téléphone]"),
    ]
    if case.person is not None:
        names.append((case.person.full_name, person, "une personne"))
    if case.organisation is not None:
        names.append((case.organisation.name, place, "une structure"))
        names.append((case.organisation.siren, contact, "[numéro]"))
    if case.project is not None:
        names.append((case.project.name, place, "un projet"))
    # « des Roues du lac » says « Les Roues du lac » too.
    names += [(bare, kind, words) for name, kind, words in names if len((bare := _ARTICLE.sub("", name)).split()) > 1]
    return [Proposal(name, kind, words) for name, kind, words in dict.fromkeys(names) if len(name.strip()) > 2]


def hide_names(text: str, names: list[Proposal]) -> str:
    """The text without these names."""
    for one in names:
        text = anonymising.hide(text, one.found, one.replacement)
    return text


def words_of(precedent: Precedent) -> str:
    """Every word of the answer, field after field."""
    return "\n\n".join(filter(None, (getattr(precedent, name) for name in FIELDS)))


def leaks(precedent: Precedent) -> list[str]:
    """Names of the case, and words that somebody decided to hide, that a field still says."""
    text = words_of(precedent)
    hidden = precedent.masks.filter(is_hidden=True).values_list("found", flat=True)
    names = [one.found for one in known_names(precedent.case)]
    return [one for one in dict.fromkeys([*names, *hidden]) if anonymising.holds(text, one)]


@transaction.atomic
def propose_masks(*, precedent: Precedent) -> int:
    """Read the answer, and propose what is not proposed yet. Gives how many are new."""
    asked = set(precedent.masks.values_list("found", flat=True))
    found = anonymising.propose(words_of(precedent), known=known_names(precedent.case))
    fresh = [
        Mask(precedent=precedent, found=one.found, replacement=one.replacement, kind=one.kind) for one in found if one.found not in asked
    ]
    return len(Mask.objects.bulk_create(fresh, ignore_conflicts=True))


@transaction.atomic
def add_mask(*, precedent: Precedent, found: str, replacement: str, by: User) -> Mask:
    """Words that the assistant did not see, hidden at once."""
    precedent = _drafted(precedent)
    found, replacement = clean_line(found)[:200], clean_line(replacement)[:200]
    if not found or not replacement:
        raise Refusal(_("Écrivez les mots à masquer, et ceux qui les remplacent."))
    if not anonymising.holds(words_of(precedent), found):
        raise Refusal(_("Ces mots ne sont dans aucun champ de la réponse : « %(words)s ».") % {"words": found})
    mask, _made = Mask.objects.get_or_create(
        precedent=precedent, found=found, defaults={"replacement": replacement, "kind": Mask.Kind.OTHER}
    )
    return decide_mask(mask=mask, is_hidden=True, replacement=replacement, by=by)


@transaction.atomic
def decide_mask(*, mask: Mask, is_hidden: bool, replacement: str, by: User) -> Mask:
    """Hide or keep. Hidden words leave every field at once; words of the case itself are never kept."""
    precedent = _drafted(mask.precedent)
    mask = lock(mask)
    if not is_hidden and any(anonymising.holds(one.found, mask.found) for one in known_names(precedent.case)):
        raise Refusal(_("« %(words)s » vient du cas lui-même : il ne peut pas rester dans une réponse publiée.") % {"words": mask.found})
    mask.is_hidden, mask.replacement = is_hidden, clean_line(replacement)[:200] or mask.replacement
    mask.save(update_fields=["is_hidden", "replacement"])
    if is_hidden:
        for name in FIELDS:
            longest: int = getattr(Precedent._meta.get_field(name), "max_length", None) or 8000
            setattr(precedent, name, anonymising.hide(getattr(precedent, name), mask.found, mask.replacement)[:longest])
        precedent.version, precedent.changed_at = precedent.version + 1, clock.now()
        precedent.save(update_fields=[*FIELDS, "version", "changed_at"])
    return mask


def _drafted(precedent: Precedent) -> Precedent:
    precedent = lock(precedent)
    if precedent.state != Precedent.State.DRAFT:
        raise OutOfTurn(_("Cette réponse n’est plus un brouillon : renvoyez-la à son auteur pour la changer."))
    return precedent
