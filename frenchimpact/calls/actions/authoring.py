"""Writing a call without code: its texts, its calendar, its criteria and conditions; publishing and copying it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts
from frenchimpact.calls.actions.building import copy_form
from frenchimpact.calls.actions.references import next_reference
from frenchimpact.calls.models import Call, Cohort, Criterion, EligibilityRule, FormVersion
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.design.words import day

# Addresses that lead elsewhere under /appels/.
RESERVED = {"nouveau", "candidatures"}


def _free_slug(title: str, reference: str) -> str:
    slug = slugify(fold(title))[:60].strip("-") or "appel"
    is_free = slug not in RESERVED and not Call.objects.filter(slug=slug).exists()
    return slug if is_free else f"{slug}-{reference.lower()}"


@transaction.atomic
def create_call(*, by: User | None, **fields: Any) -> Call:
    """An operator begins to write a call; nobody else sees it before it is published."""
    reference = next_reference("A", 2)
    call = Call.objects.create(reference=reference, slug=_free_slug(fields["title"], reference), created_by=by, **fields)
    FormVersion.objects.create(call=call, number=1)
    announce(facts.CallCreated(call_id=call.pk), by=by)
    return call


@transaction.atomic
def update_call(*, call: Call, by: User | None, **fields: Any) -> Call:
    """Change its texts and its legal clock. What was promised to those who already handed in does not change.

    Raises Refusal when the clock, the seal or the kind would change for files already handed in.
    """
    call = lock(call)
    frozen = {"silence_means", "silence_months", "is_sealed", "kind", "applicant"}
    changed = {name for name, value in fields.items() if getattr(call, name) != value}
    if changed & frozen and has_files(call):
        raise Refusal(_("Des dossiers sont déjà déposés : le délai, le sens du silence, les plis et le type d’appel ne changent plus."))
    for name in changed:
        setattr(call, name, fields[name])
    if changed:
        call.save(update_fields=sorted(changed))
        announce(facts.CallChanged(call_id=call.pk, part="call"), by=by)
    return call


def has_files(call: Call) -> bool:
    """Whether somebody already handed a file in."""
    return call.applications.filter(submitted_at__isnull=False, is_test=False).exists()


@transaction.atomic
def set_cohort(*, call: Call, by: User | None, cohort: Cohort | None = None, **fields: Any) -> Cohort:
    """Add a wave to the call, or change one. Raises Refusal when two waves overlap, or when its rules changed after files came in."""
    call = lock(call)
    if cohort is None:
        last = call.cohorts.order_by("-number").values_list("number", flat=True).first() or 0
        cohort = Cohort(call=call, number=last + 1)
    else:
        frozen = {"regime", "places_count", "pass_mark", "reserve_mark", "min_reviewers", "min_scores_per_criterion"}
        changed = {name for name, value in fields.items() if getattr(cohort, name) != value}
        if changed & frozen and cohort.applications.filter(submitted_at__isnull=False, is_test=False).exists():
            raise Refusal(_("Des dossiers sont déjà déposés dans cette session : son régime, ses places et ses seuils ne changent plus."))
        if "closes_at" in changed and fields["closes_at"] < cohort.closes_at and cohort.applications.filter(is_test=False).exists():
            raise Refusal(_("Des dossiers sont en cours : la date limite peut être repoussée, pas avancée."))
    for name, value in fields.items():
        setattr(cohort, name, value)
    if cohort.closes_at <= cohort.opens_at:
        raise Refusal(_("La session doit se terminer après son ouverture."))
    for other in call.cohorts.filter(opens_at__lte=cohort.closes_at, closes_at__gte=cohort.opens_at).exclude(pk=cohort.pk):
        days = {"title": other.title, "opens": day(other.opens_at), "closes": day(other.closes_at)}
        words = _("Ces dates chevauchent « %(title)s », du %(opens)s au %(closes)s. Deux sessions ne sont jamais ouvertes ensemble.")
        raise Refusal(words % days)
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as error:
        raise Refusal(_("Un seuil ou un nombre de places n’est pas possible. Vérifiez-les.")) from error
    announce(facts.CallChanged(call_id=call.pk, part="cohort"), by=by)
    return cohort


def _check_grid(call: Call) -> None:
    if has_files(call):
        raise Refusal(_("Des dossiers sont déjà déposés : la grille et les conditions ne changent plus. Copiez l’appel pour la suite."))


@transaction.atomic
def set_criterion(*, call: Call, by: User | None, criterion: Criterion | None = None, **fields: Any) -> Criterion:
    """Add a criterion, or change one, before any file is handed in; what to do first may change later too. Raises Refusal."""
    call = lock(call)
    if criterion is None or any(getattr(criterion, name) != value for name, value in fields.items() if name != "next_step"):
        _check_grid(call)
    if criterion is None:
        last = call.criteria.order_by("-position").values_list("position", flat=True).first() or 0
        code = fields.pop("code", "") or f"c{last + 1}"
        criterion = Criterion(call=call, position=last + 1, code=code)
    for name, value in fields.items():
        setattr(criterion, name, value)
    try:
        with transaction.atomic():
            criterion.save()
    except IntegrityError as error:
        raise Refusal(_("Ce poids ou ce seuil n’est pas possible. Vérifiez-les.")) from error
    announce(facts.CallChanged(call_id=call.pk, part="criteria"), by=by)
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: Criterion, by: User | None) -> None:
    """Take a criterion out, before any file is handed in. Raises Refusal."""
    _check_grid(lock(criterion.call))
    call_id = criterion.call_id
    criterion.delete()
    announce(facts.CallChanged(call_id=call_id, part="criteria"), by=by)


@transaction.atomic
def set_rule(*, call: Call, by: User | None, rule: EligibilityRule | None = None, **fields: Any) -> EligibilityRule:
    """Add a condition to apply, or change one, before any file is handed in. Raises Refusal."""
    call = lock(call)
    _check_grid(call)
    if rule is None:
        last = call.eligibility_rules.order_by("-position").values_list("position", flat=True).first() or 0
        rule = EligibilityRule(call=call, position=last + 1, code=fields.pop("code", "") or f"condition-{last + 1}")
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    announce(facts.CallChanged(call_id=call.pk, part="eligibility"), by=by)
    return rule


@transaction.atomic
def remove_rule(*, rule: EligibilityRule, by: User | None) -> None:
    """Take a condition out, before any file is handed in. Raises Refusal."""
    _check_grid(lock(rule.call))
    call_id = rule.call_id
    rule.delete()
    announce(facts.CallChanged(call_id=call_id, part="eligibility"), by=by)


@transaction.atomic
def publish_call(*, call: Call, by: User | None) -> Call:
    """Everyone sees the call, and may apply while a wave is open. Raises Refusal with what is missing, OutOfTurn."""
    call = lock(call)
    state = Call.FLOW.step("publish", call.state)
    lacking = [
        words
        for words, is_there in [
            (_("un service, son adresse et son courriel"), bool(call.office_name and call.office_address and call.office_email)),
            (_("une session avec ses dates"), call.cohorts.exists()),
            (_("un formulaire publié"), call.forms.exclude(published_at=None).exists()),
        ]
        if not is_there
    ]
    if lacking:
        raise Refusal(_("Avant de publier, il manque : %(parts)s.") % {"parts": ", ".join(lacking)})
    call.state, call.published_at = state, clock.now()
    call.save(update_fields=["state", "published_at"])
    announce(facts.CallPublished(call_id=call.pk), by=by)
    return call


@transaction.atomic
def close_call(*, call: Call, by: User | None) -> Call:
    """The call takes no more files; those under way go on. Raises OutOfTurn."""
    call = lock(call)
    call.state = Call.FLOW.step("close", call.state)
    call.save(update_fields=["state"])
    announce(facts.CallClosed(call_id=call.pk), by=by)
    return call


@transaction.atomic
def reopen_call(*, call: Call, by: User | None) -> Call:
    """The call takes files again. Raises OutOfTurn."""
    call = lock(call)
    call.state = Call.FLOW.step("reopen", call.state)
    call.save(update_fields=["state"])
    announce(facts.CallReopened(call_id=call.pk), by=by)
    return call


@transaction.atomic
def clone_call(*, call: Call, title: str, by: User | None) -> Call:
    """A new call made of an earlier one: texts, form, criteria, conditions; neither dates nor files."""
    copied = ["summary", "description", "kind", "applicant", "label_kind", "silence_means", "silence_months", "is_sealed"]
    office = ["office_name", "office_address", "office_email", "office_phone"]
    reference = next_reference("A", 2)
    clone = Call.objects.create(
        reference=reference,
        slug=_free_slug(title, reference),
        title=title,
        created_by=by,
        cloned_from=call,
        **{name: getattr(call, name) for name in [*copied, *office]},
    )
    criteria: dict[int, Criterion] = {}
    for one in call.criteria.all():
        old, one.pk, one.call = one.pk, None, clone
        one._state.adding = True
        one.save()
        criteria[old] = one
    for rule in call.eligibility_rules.all():
        rule.pk, rule.call = None, clone
        rule._state.adding = True
        rule.save()
    source = call.forms.order_by("-number").first()
    if source is not None:
        copy_form(source, FormVersion.objects.create(call=clone, number=1), criteria)
    announce(facts.CallCreated(call_id=clone.pk), by=by)
    return clone
