"""Writing aids: created, changed, published, withdrawn, merged; each public change is kept for everyone to read."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import facts
from frenchimpact.aids.actions.compiling import compile_aid
from frenchimpact.aids.actions.variants import agreed_generic, check_family, hand_variants_over, keep_proposal
from frenchimpact.aids.fields import BY_PERSON
from frenchimpact.aids.models import Aid, AidChange, AidPlace, Rule
from frenchimpact.calls.actions.references import next_reference
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation

# What people and feeds write; the rest is kept by the product.
FIELDS = (
    "title",
    "promise",
    "description",
    "eligibility",
    "steps",
    "instruments",
    "origin",
    "regime",
    "partners",
    "programmes",
    "generic",
    "is_generic",
    "ticket_min",
    "ticket_max",
    "rate_max",
    "own_funds_times",
    "amounts_note",
    "rhythm",
    "opens_on",
    "closes_on",
    "next_opens_on",
    "next_closes_on",
    "documents",
    "way",
    "apply_url",
    "source_url",
    "contact",
    "contact_email",
)
RESERVED = {"comparer", "objectif", "engagements", "alertes", "calendrier", "methode"}


@dataclass(frozen=True)
class Ground:
    """Where an aid applies, and what is left out of it."""

    places: tuple[Place, ...]
    excluded: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One condition to write: as a `Rule`, not saved."""

    subject: str
    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_wish: bool = False
    note: str = ""

    def rule(self, aid: Aid) -> Rule:
        """The row that says it."""
        return Rule(
            aid=aid,
            subject=self.subject,
            values=list(self.values),
            minimum=self.minimum,
            maximum=self.maximum,
            is_wish=self.is_wish,
            note=self.note,
        )


def free_slug(title: str, reference: str) -> str:
    """An address made of the title, unlike any other."""
    slug = slugify(fold(title))[:70].strip("-") or "aide"
    is_free = slug not in RESERVED and not Aid.objects.filter(slug=slug).exists()
    return slug if is_free else f"{slug}-{reference.lower()}"


@transaction.atomic
def create_aid(
    *,
    by: User | None,
    values: Mapping[str, Any],
    ground: Ground,
    conditions: Iterable[Condition] = (),
    funder: Organisation | None = None,
    funder_name: str = "",
    **kept: Any,
) -> Aid:
    """A draft. `values`: those of FIELDS that are known; `kept`: where it comes from (source, source_key, is_demo…)."""
    if values.get("generic") or values.get("is_generic"):
        check_family(values.get("generic"), is_generic=bool(values.get("is_generic")), places=ground.places)
    wanted = values.get("generic")
    agreed = agreed_generic(Aid(funder=funder, funder_name=funder_name), wanted, by)
    reference = next_reference("AF")
    now = clock.now()
    origins = {name: {"from": BY_PERSON, "at": now.isoformat()} for name in values} if by is not None else kept.pop("origins", {})
    aid = Aid.objects.create(
        reference=reference,
        slug=free_slug(values["title"], reference),
        funder=funder,
        funder_name=funder_name,
        created_by=by,
        origins=origins,
        **{name: values[name] for name in FIELDS if name in values and name != "generic"},
        generic=agreed,
        **kept,
    )
    _write_ground(aid, ground)
    Rule.objects.bulk_create([condition.rule(aid) for condition in conditions])
    announce(facts.AidCreated(aid_id=aid.pk), by=by)
    if wanted is not None:
        keep_proposal(aid, wanted, by)
    return aid


@transaction.atomic
def change_aid(
    *,
    aid: Aid,
    by: User | None,
    values: Mapping[str, Any],
    ground: Ground | None = None,
    conditions: Iterable[Condition] | None = None,
    version: int | None = None,
    origin: str = BY_PERSON,
) -> list[str]:
    """Change what is given and different; gives the fields that changed. `version`: the one that the writer saw.

    Raises Stale when somebody changed the aid in between: nothing is written.
    """
    aid = lock(aid)
    if version is not None and version != aid.version:
        raise Stale(
            _("Quelqu’un a modifié cette aide entre-temps. Votre texte est gardé ci-dessous : relisez, puis enregistrez de nouveau."),
            mine="",
            theirs="",
            version=aid.version,
        )
    wanted = values.get("generic")
    if "generic" in values:
        values = {**values, "generic": agreed_generic(aid, wanted, by)}
    before = {name: getattr(aid, name) for name in values if name in FIELDS}
    changed = [name for name, old in before.items() if old != values[name]]
    for name in changed:
        setattr(aid, name, values[name])
    if {"generic", "is_generic"} & set(changed) or (ground is not None and aid.generic_id):
        places = (
            ground.places if ground is not None else [row.place for row in aid.aid_places.filter(is_excluded=False).select_related("place")]
        )
        check_family(aid.generic, is_generic=aid.is_generic, places=places, aid=aid, is_new="generic" in changed)
    if "generic" in values:
        if wanted is not None and wanted != aid.generic:
            check_family(wanted, is_generic=aid.is_generic, places=[], aid=aid)
        keep_proposal(aid, wanted, by)
    shown = {name: (words_of_value(before[name]), words_of_value(values[name])) for name in changed}
    if ground is not None and (old := _ground_words(aid)) != _words_of_ground(ground):
        _write_ground(aid, ground)
        shown["places"] = (old, _words_of_ground(ground))
    if conditions is not None and (old := _rule_words(aid.rules.all())) != _rule_words(
        rules := [condition.rule(aid) for condition in conditions]
    ):
        aid.rules.all().delete()
        Rule.objects.bulk_create(rules)
        shown["rules"] = (old, _rule_words(rules))
    if shown:
        _keep(aid, shown, by, origin)
    return list(shown)


def _keep(aid: Aid, shown: dict[str, tuple[str, str]], by: User | None, origin: str) -> None:
    """Save what changed, with where it comes from, and tell."""
    now = clock.now()
    aid.origins |= {name: {"from": origin, "at": now.isoformat()} for name in shown}
    aid.updated_at = aid.checked_at = now
    aid.version += 1
    aid.save()
    if aid.status == Aid.Status.PUBLISHED:
        AidChange.objects.bulk_create(
            [AidChange(aid=aid, field=name, before=old, after=new, by=by, at=now) for name, (old, new) in shown.items()]
        )
        lacking = missing(aid)
        if lacking:
            raise Incomplete(_("Une aide publiée doit garder ce que tout le monde y cherche."), lacking)
    compile_aid(aid)
    announce(facts.AidChanged(aid_id=aid.pk, fields=list(shown)), by=by)


def words_of_value(value: Any) -> str:
    """A value as the history of changes shows it, in no language in particular."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, (list, tuple)):
        return " · ".join(words_of_value(one) for one in value)
    if isinstance(value, dict):
        return str(value.get("nom", value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _ground_words(aid: Aid) -> str:
    rows = aid.aid_places.select_related("place").order_by("is_excluded", "place__level", "place__code")
    return " · ".join(("− " if row.is_excluded else "") + row.place.key for row in rows)


def _words_of_ground(ground: Ground) -> str:
    def keys(places: Iterable[Place]) -> list[Place]:
        return sorted(places, key=lambda place: (place.level, place.code))

    return " · ".join([*(place.key for place in keys(ground.places)), *(f"− {place.key}" for place in keys(ground.excluded))])


def _rule_words(rules: Iterable[Rule]) -> str:
    parts = []
    for rule in sorted(rules, key=lambda rule: (rule.subject, rule.is_wish)):
        bounds = [] if rule.minimum is None and rule.maximum is None else [f"{_plain(rule.minimum)}–{_plain(rule.maximum)}"]
        parts.append(f"{rule.subject}{'?' if rule.is_wish else ''} {', '.join([*sorted(rule.values), *bounds])}".strip())
    return " · ".join(parts)


def _plain(bound: Decimal | None) -> str:
    return "" if bound is None else format(Decimal(bound).normalize(), "f")


def _write_ground(aid: Aid, ground: Ground) -> None:
    aid.aid_places.all().delete()
    AidPlace.objects.bulk_create(
        [
            AidPlace(aid=aid, place=place, is_excluded=is_excluded)
            for places, is_excluded in ((ground.places, False), (ground.excluded, True))
            for place in dict.fromkeys(places)
        ]
    )


def missing(aid: Aid) -> dict[str, Text]:
    """What an aid lacks before everyone may see it: by field, what to write."""
    found: dict[str, Text] = {}
    if not aid.description:
        found["description"] = _("Décrivez l’aide : à quoi elle sert, ce qu’elle permet.")
    if not aid.instruments:
        found["instruments"] = _("Choisissez la nature de l’aide.")
    if not aid.aid_places.filter(is_excluded=False).exists():
        found["places"] = _("Indiquez où l’aide s’applique : la France entière, ou des lieux.")
    if not (aid.apply_url or aid.source_url or aid.contact or aid.contact_email):
        found["contact"] = _("Indiquez comment la demander : une adresse de site, ou un contact.")
    if aid.rhythm == Aid.Rhythm.ONCE and aid.closes_on is None:
        found["closes_on"] = _("Une aide qui n’a lieu qu’une fois a une date de fin.")
    return found


@transaction.atomic
def submit_aid(*, aid: Aid, by: User) -> None:
    """The funder asks for its publication. Raises Incomplete with what is missing."""
    aid = lock(aid)
    _step(aid, "submit")
    _check(aid)
    aid.save()
    announce(facts.AidSubmitted(aid_id=aid.pk), by=by)


@transaction.atomic
def publish_aid(*, aid: Aid, by: User | None) -> None:
    """Everyone sees it, and it is compared with projects. Raises Incomplete with what is missing."""
    aid = lock(aid)
    _step(aid, "publish")
    _check(aid)
    aid.published_at = aid.published_at or clock.now()
    aid.checked_at = clock.now()
    aid.save()
    compile_aid(aid)
    announce(facts.AidPublished(aid_id=aid.pk), by=by)


@transaction.atomic
def send_back_aid(*, aid: Aid, reason: str, by: User) -> None:
    """An operator asks its funder to change something before it is public."""
    aid = lock(aid)
    if not reason:
        raise Incomplete(_("Dites au financeur ce qu’il faut changer."), {"reason": _("Écrivez ce qu’il faut changer.")})
    _step(aid, "send_back")
    aid.save()
    announce(facts.AidSentBack(aid_id=aid.pk, reason=reason), by=by)


@transaction.atomic
def withdraw_aid(*, aid: Aid, reason: str, by: User | None) -> None:
    """It is no longer offered; its address still answers, and says so."""
    aid = lock(aid)
    _step(aid, "withdraw")
    aid.save()
    compile_aid(aid)
    announce(facts.AidWithdrawn(aid_id=aid.pk, reason=reason), by=by)


@transaction.atomic
def confirm_aid(*, aid: Aid, by: User | None) -> None:
    """Somebody says that everything is still true."""
    aid = lock(aid)
    aid.checked_at = clock.now()
    aid.save(update_fields=["checked_at"])
    announce(facts.AidChanged(aid_id=aid.pk, fields=[]), by=by)


@transaction.atomic
def merge_aids(*, kept: Aid, gone: Aid, by: User | None) -> None:
    """The second was the same as the first: its address leads there, what it held goes with it. Raises Refusal for a circle, a variant."""
    first, second = sorted((kept, gone), key=lambda aid: aid.pk)
    locked = {aid.pk: lock(aid) for aid in (first, second)}
    kept, gone = locked[kept.pk], locked[gone.pk]
    if kept.pk == gone.pk or kept.status == Aid.Status.MERGED:
        raise Refusal(_("Choisissez une aide qui n’a pas déjà été réunie à une autre."))
    hand_variants_over(gone=gone, kept=kept)
    _step(gone, "merge")
    gone.merged_into = kept
    gone.save()
    Aid.objects.filter(merged_into=gone).update(merged_into=kept)
    compile_aid(gone)
    announce(facts.AidMerged(aid_id=gone.pk, into_id=kept.pk), by=by)


def _step(aid: Aid, verb: str) -> None:
    aid.status = Aid.FLOW.step(verb, aid.status)
    aid.updated_at = clock.now()
    aid.version += 1


def _check(aid: Aid) -> None:
    lacking = missing(aid)
    if lacking:
        raise Incomplete(_("Il manque de quoi publier cette aide."), lacking)
