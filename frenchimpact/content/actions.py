"""The only code that writes the operator's texts: each change is a new version, each publication is said."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.content import facts, shown
from frenchimpact.content.defaults import DEFAULTS
from frenchimpact.content.models import Version, Writing
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

TEXTS = ("title_fr", "body_fr", "title_en", "body_en")


@transaction.atomic
def save_version(*, kind: str, slug: str, texts: dict[str, str], base: int, by: User) -> Version:
    """Write a new version over the one numbered `base`; the first time, the text of the platform becomes version 1.

    Gives the latest version unchanged when the texts are the same. Raises Stale when somebody else wrote in between.
    """
    writing = open_writing(kind=kind, slug=slug)
    latest = writing.versions.order_by("-number").first()
    if latest is not None and {name: getattr(latest, name) for name in TEXTS} == texts:
        return latest
    number = latest.number if latest else 0
    # A page opened before the first change was shown the text of the platform, which is version 1.
    if base != number and not (base == 0 and number == 1 and latest is not None and latest.by_id is None):
        words = _("Quelqu’un a écrit la version %(number)s pendant que vous écriviez. Rien n’est perdu : comparez, puis enregistrez.")
        theirs = {name: getattr(latest, name) for name in TEXTS}
        raise Stale(words % {"number": number}, mine=texts, theirs=theirs, version=number)
    version = Version.objects.create(writing=writing, number=number + 1, by=by, **texts)
    announce(facts.WritingChanged(**_about(writing), number=version.number), by=by)
    return version


@transaction.atomic
def open_writing(*, kind: str, slug: str) -> Writing:
    """The writing, held; made with the platform's text as its published first version if it had no row."""
    writing, is_new = Writing.objects.get_or_create(kind=kind, slug=slug, defaults=_place(kind, slug))
    writing = lock(writing)
    default = DEFAULTS.get((kind, slug))
    if is_new and default is not None:
        texts = {name: getattr(default, name) for name in TEXTS}
        writing.published = Version.objects.create(writing=writing, number=1, by=None, **texts)
        writing.published_at = clock.now()
        writing.save(update_fields=["published", "published_at"])
    return writing


def _place(kind: str, slug: str) -> dict[str, Any]:
    default = DEFAULTS.get((kind, slug))
    return {"position": default.position} if default else {}


@transaction.atomic
def restore_version(*, version: Version, by: User) -> Version:
    """Bring an older version back, as the newest; readers see it once it is published."""
    writing = lock(version.writing)
    latest = writing.versions.order_by("-number")[0]
    if latest.pk == version.pk:
        raise Refusal(_("Cette version est déjà la dernière."))
    texts = {name: getattr(version, name) for name in TEXTS}
    new = Version.objects.create(writing=writing, number=latest.number + 1, by=by, restored_from=version.number, **texts)
    announce(facts.WritingRestored(**_about(writing), number=new.number, restored_from=version.number), by=by)
    return new


@transaction.atomic
def publish_version(*, version: Version, by: User) -> Writing:
    """Show this version to readers."""
    writing = lock(version.writing)
    if writing.published_id == version.pk:
        return writing
    writing.published, writing.published_at = version, clock.now()
    writing.save(update_fields=["published", "published_at"])
    announce(facts.WritingPublished(**_about(writing), number=version.number), by=by)
    _tell_readers()
    return writing


@transaction.atomic
def plan_writing(
    *, writing: Writing, tone: str, position: int, starts_at: dt.datetime | None, ends_at: dt.datetime | None, by: User
) -> Writing:
    """When it is shown, in which place among its like, and with which tone."""
    writing = lock(writing)
    plan = {"tone": tone, "position": position, "starts_at": starts_at, "ends_at": ends_at}
    if {name: getattr(writing, name) for name in plan} != plan:
        for name, value in plan.items():
            setattr(writing, name, value)
        writing.save(update_fields=list(plan))
        announce(facts.WritingPlanned(**_about(writing)), by=by)
        _tell_readers()
    return writing


@transaction.atomic
def withdraw_writing(*, writing: Writing, by: User) -> Writing:
    """Show it no more; its versions stay. A page that the law asks for cannot be withdrawn."""
    writing = lock(writing)
    if (writing.kind, writing.slug) in DEFAULTS and writing.kind == Writing.Kind.PAGE:
        raise Refusal(_("Cette page est obligatoire : modifiez-la, elle ne se retire pas."))
    if writing.published is not None:
        writing.published, writing.published_at = None, None
        writing.save(update_fields=["published", "published_at"])
        announce(facts.WritingWithdrawn(**_about(writing)), by=by)
        _tell_readers()
    return writing


def _tell_readers() -> None:
    """Read again: within this transaction, and once it is committed, since another page may have read in between."""
    shown.forget()
    transaction.on_commit(shown.forget)


def _about(writing: Writing) -> dict[str, Any]:
    return {"writing_id": writing.pk, "kind": writing.kind, "slug": writing.slug}
