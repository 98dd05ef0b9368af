"""Comparing a sheet with the registry, now or when it answers again; a person takes or leaves what it says."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.geo.queries import place_of
from frenchimpact.organisations import facts, messages, queries, registry
from frenchimpact.organisations.actions.sheets import create_organisation, update_organisation
from frenchimpact.organisations.actions.states import close_organisation
from frenchimpact.organisations.models import Organisation, RegistryCheck

State = RegistryCheck.State
# Between two tries while the registry does not answer: five minutes, then longer and longer, a day at most.
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(days=1)
AT_ONCE = 60


@transaction.atomic
def sheet_from_registry(*, named: queries.Named, by: User) -> Organisation | None:
    """The public sheet of that number; made from what the registry says when there is none, and then kept by who asked for it.

    None when a sheet of that number exists and is not public, or when the registry says too little.
    """
    siren, siret = named.number[:9], named.number if len(named.number) == 14 else ""
    alive = Organisation.objects.filter(merged_into=None)
    found = (alive.filter(siret=siret).first() if siret else None) or alive.filter(siren=siren, siret="").first()
    if found is not None:
        return found if found.is_published and found.closed_on is None else None
    if not named.name or named.is_closed:
        return None
    values = queries.prefill(named.company, named.place)
    values["commune"] = place_of(values.pop("commune_key"))
    values["kinds"] = values["kinds"] or [Organisation.Kind.COMPANY]
    try:
        return create_organisation(by=by, **values)
    except Refusal:
        # Somebody made it in between.
        return alive.filter(siren=siren, siret=siret, is_published=True).first()


def verify(*, check: RegistryCheck) -> RegistryCheck:
    """Ask the registry and note where the sheet differs. When it does not answer, the sheet goes on waiting.

    The question is asked outside any transaction: it may take seconds. Raises RegistryDown after noting it.
    """
    organisation = check.organisation
    numbers = {"siren": organisation.siren, "siret": organisation.siret, "rna": "" if organisation.siren else organisation.rna}
    try:
        found = registry.find_unit(**numbers, is_patient=True)
    except registry.RegistryDown:
        with transaction.atomic():
            check = lock(check)
            check.tries_count = min(check.tries_count + 1, 1000)
            check.next_try_at = clock.now() + min(FIRST_WAIT * 2 ** min(check.tries_count - 1, 12), LONGEST_WAIT)
            if check.state == State.WAITING:
                check.save(update_fields=["tries_count", "next_try_at"])
        raise
    with transaction.atomic():
        organisation = lock(organisation)
        check = lock(check)
        if (organisation.siren, organisation.siret) != (numbers["siren"], numbers["siret"]) or check.state != State.WAITING:
            return check
        return _note(organisation, check, found)


def _note(organisation: Organisation, check: RegistryCheck, found: Any) -> RegistryCheck:
    check.answer = {}
    if found is None:
        check.state = State.UNKNOWN
    elif found[0].is_hidden:
        check.state = State.HIDDEN
    else:
        check.answer = queries.differences(organisation, *found)
        is_settled = not any(True for _one in queries.open_differences(organisation, check))
        check.state = State.MATCHES if is_settled else State.DIFFERS
    check.checked_at, check.next_try_at, check.tries_count = clock.now(), None, 0
    check.save()
    announce(facts.RegistryChecked(organisation_id=organisation.pk, state=check.state), by=None)
    if check.state == State.DIFFERS:
        messages.tell_registry_differs(organisation)
    return check


def verify_waiting() -> int:
    """Verify the sheets whose turn has come; gives how many were. The first silence ends the round: the others wait too."""
    done = 0
    waiting = RegistryCheck.objects.filter(state=State.WAITING, next_try_at__lte=clock.now()).select_related("organisation__commune")
    for check in waiting.order_by("next_try_at", "pk")[:AT_ONCE]:
        try:
            verify(check=check)
        except registry.RegistryDown:
            break
        done += 1
    return done


@transaction.atomic
def settle_registry(*, organisation: Organisation, take: Iterable[str], by: User) -> Organisation:
    """Take some fields from the registry, keep the others as they are: they are not asked again until it says something new.

    Raises Refusal when there is nothing to settle any more.
    """
    organisation = lock(organisation)
    check = RegistryCheck.objects.select_for_update().filter(organisation=organisation).first()
    if check is None or check.state != State.DIFFERS:
        raise Refusal(_("Il n’y a plus de différence à voir. Rechargez la page."))
    wanted = set(take)
    shown = {key for key, _ours, _theirs in queries.open_differences(organisation, check)}
    taken = {key: check.answer[key] for key in shown & wanted}
    changes: dict[str, Any] = {key: value for key, value in taken.items() if key not in {"commune", "closed_on"}}
    if "commune" in taken:
        changes["commune"] = place_of(taken["commune"])
    if "siret" in changes:
        changes["siren"] = changes["siret"][:9]
    if changes:
        organisation = update_organisation(organisation=organisation, changes=changes, by=by)
    if "closed_on" in taken:
        day = dt.date.fromisoformat(taken["closed_on"])
        organisation = close_organisation(organisation=organisation, closed_on=clock.today() if day == dt.date.min else day, by=by)
    answer, today = check.answer, clock.today().isoformat()
    # Another number asks for another comparison: what was just settled is the answer to it.
    check = RegistryCheck.objects.select_for_update().get(organisation=organisation)
    check.taken = {**check.taken, **dict.fromkeys(taken, today)}
    check.kept = {**check.kept, **{key: answer[key] for key in shown - wanted}}
    check.state, check.checked_at, check.next_try_at = State.MATCHES, clock.now(), None
    check.answer = {}
    check.save()
    messages.finish_registry(organisation)
    announce(facts.RegistrySettled(organisation_id=organisation.pk, taken=sorted(taken), kept=sorted(shown - wanted)), by=by)
    return organisation
