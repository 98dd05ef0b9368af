"""A label decided after a jury enters the register when its letter leaves."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.calls.facts import ApplicationMoved, ApplicationSubmitted, ApplicationWithdrawn
from frenchimpact.calls.models import Application, Call, Snapshot
from frenchimpact.calls.snapshots import fingerprint
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.actions import follow_labels, open_renewal, refuse_renewal
from frenchimpact.labels.listeners import (
    ask_renewal,
    grant_decided_label,
    refuse_decided_renewal,
    take_back_inadmissible,
    take_back_with_application,
)
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import label_renewed_by, waiting
from frenchimpact.labels.rules import can_decide_renewal
from frenchimpact.labels.terms import add_months, end_of
from frenchimpact.labels.tests.factories import make_kind, make_label
from frenchimpact.labels.verification import State, judge_label
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.reviews import actions
from frenchimpact.reviews.facts import DecisionNotified, LabelDecided
from frenchimpact.reviews.models import Batch, Decision
from frenchimpact.reviews.tests.test_decisions import judged, send

pytestmark = pytest.mark.django_db


def decided(kind: str = "structure") -> Decision:
    """A decision whose letter left."""
    (file, _other), operator = judged()
    Call.objects.filter(pk=file.call_id).update(label_kind=kind)
    file.refresh_from_db()
    decision = actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    send(Batch.objects.get(), operator)
    return decision


def not_given() -> set[str]:
    """Where the operators are asked to go."""
    return set(Notice.objects.filter(kind="labels.not_given", is_task=True).values_list("url", flat=True))


def hear(decision: Decision, kind: str = "structure") -> None:
    grant_decided_label(LabelDecided(decision_id=decision.pk, application_id=decision.application_id, label_kind=kind))


def test_the_label_is_given_once_with_its_decision() -> None:
    make_kind()
    decision = decided()
    hear(decision)
    hear(decision)
    label = Label.objects.get()
    assert label.organisation == decision.application.organisation
    assert label.decision.startswith(decision.application.reference)
    assert "Directrice" in label.decided_by


def test_a_territory_is_named_by_its_file_or_by_who_carries_it() -> None:
    make_kind("territoire")
    decision = decided("territoire")
    hear(decision, "territoire")
    assert Label.objects.get().territory == decision.application.organisation.name


def test_a_territory_covers_the_official_places_of_the_perimeter_it_was_judged_on() -> None:
    make_kind("territoire")
    decision = decided("territoire")
    places = make_places()
    keys = ["ept:200057875", "departement:73", "commune:73065"]
    asked = {"key": "ou", "kind": "perimeter", "words": "Est Ensemble…", "value": {"ou": keys, "ou.mots": "Une vallée."}}
    content = {"sections": [{"questions": [asked, {"key": "siege", "kind": "place", "value": {"siege": "Paris"}}]}], "documents": []}
    file = decision.application
    Snapshot.objects.create(application=file, number=9, by=file.lead, content=content, sha256=fingerprint(content))

    hear(decision, "territoire")

    label = Label.objects.get()
    assert [one.place for one in label.label_places.all()] == [places[key] for key in keys]
    assert all(one.is_confirmed for one in label.label_places.all())


def test_a_kind_that_the_register_does_not_know_is_told_to_the_operators() -> None:
    hear(decided("inconnu"))
    assert not Label.objects.exists()
    assert not_given() == {reverse("labels:label_grant")}
    make_label(Application.objects.get(state="granted").organisation)
    assert not Notice.objects.filter(kind="labels.not_given", done_at=None).exists()


# ── A renewal judged by a jury ───────────────────────────────────────────────────────────────────
def ending(days: int = 60) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def under_judgement(ends_in: int = 60, proposal: str = "favourable") -> tuple[Application, User, Label, User]:
    """The application of a holder whose label ends soon, before a jury that gave its opinion."""
    (file, _other), operator = judged(proposal)
    holder = make_member(file.organisation)
    label = make_label(file.organisation, granted_on=ending(-900), valid_until=ending(ends_in))
    return file, operator, label, holder


def decide(file: Application, operator: User, **fields: Any) -> Decision:
    """The authority decides, and its letter leaves: the listeners hear of it."""
    reasons = [] if fields["outcome"] == "granted" else [{"criterion": "Équipe", "text": "Elle n’existe plus."}]
    decision = actions.decide(application=file, quality="Directrice", by=operator, reasons=reasons, **fields)
    send(Batch.objects.get(state="prepared"), operator)
    told = DecisionNotified(decision_id=decision.pk, application_id=file.pk, label_kind="structure", outcome=fields["outcome"])
    refuse_decided_renewal(told)
    if fields["outcome"] == "granted":
        hear(decision)
        hear(decision)
    return decision


def handed_in(file: Application) -> None:
    ask_renewal(ApplicationSubmitted(application_id=file.pk, cohort_id=file.cohort_id))


def test_an_application_of_the_holder_is_its_request_and_no_operator_decides_it_here() -> None:
    file, operator, label, holder = under_judgement()
    renewal = open_renewal(label=label)
    # It was waiting when the renewal opened: the holder has nothing else to file.
    assert (renewal.state, renewal.application, renewal.filed_by) == ("filed", file, file.submitted_by)
    assert not Notice.objects.filter(person=holder, is_task=True, done_at=None).exists()
    assert Notice.objects.filter(person=holder, kind="labels.moved", event__contains=file.reference).count() == 1
    handed_in(file)
    assert Notice.objects.filter(person=holder, kind="labels.moved", event__contains=file.reference).count() == 1
    assert not can_decide_renewal(operator, renewal)
    assert waiting(operator)["renewal"] == []


def test_a_renewal_opened_before_is_filed_by_the_application() -> None:
    file, _operator, label, holder = under_judgement()
    Application.objects.filter(pk=file.pk).update(state="draft", submitted_at=None, submitted_by=None)
    renewal = open_renewal(label=label)
    assert renewal.state == "open"
    Application.objects.filter(pk=file.pk).update(state="submitted", submitted_at=clock.now(), submitted_by=file.lead)
    handed_in(file)
    renewal.refresh_from_db()
    assert (renewal.state, renewal.application) == ("filed", file)
    assert not Notice.objects.filter(person=holder, kind="labels.renewal", done_at=None).exists()


def test_the_decision_renews_the_label_and_its_history_is_kept() -> None:
    file, operator, label, _holder = under_judgement()
    open_renewal(label=label)
    decide(file, operator, outcome="granted")
    renewed = Label.objects.get()
    assert (renewed.pk, renewed.status, renewed.valid_from) == (label.pk, "active", label.valid_from)
    assert renewed.valid_until == add_months(ending(), 36)
    first, last = renewed.events.all()
    assert (first.what, last.what, file.reference in last.reasons) == ("grant", "renew", True)
    assert (renewed.renewals.get().state, renewed.renewals.get().decision) == ("granted", f"{file.reference}, décision n° 1")
    assert [one.valid_until for one in renewed.certificates.order_by("number")] == [label.valid_until, renewed.valid_until]
    assert judge_label(renewed).state == State.VALID


def test_decided_before_the_renewal_opens_terms_do_not_add_up() -> None:
    file, operator, label, _holder = under_judgement(ends_in=400)
    decide(file, operator, outcome="granted")
    label.refresh_from_db()
    assert label.valid_until == end_of(clock.today(), 36)
    assert label.renewals.get().state == "granted"


@pytest.mark.parametrize("status", ["suspended", "active"])
def test_what_cannot_be_renewed_is_left_to_the_operators(status: str) -> None:
    file, operator, label, _holder = under_judgement(ends_in=60 if status == "suspended" else 2000)
    Label.objects.filter(pk=label.pk).update(status=status)
    decide(file, operator, outcome="granted")
    assert Label.objects.get().valid_until == label.valid_until
    assert not_given() == {reverse("labels:label_desk", args=[label.reference])}
    renewal = label.renewals.get()
    assert can_decide_renewal(operator, renewal)
    refuse_renewal(renewal=renewal, reasons="Rien à renouveler.", by=operator)
    assert not Notice.objects.filter(kind="labels.not_given", done_at=None).exists()


def test_refused_it_ends_at_its_term_and_the_holder_reads_why() -> None:
    file, operator, label, holder = under_judgement(proposal="unfavourable")
    open_renewal(label=label)
    decide(file, operator, outcome="refused")
    renewal = label.renewals.get()
    assert (renewal.state, renewal.reasons) == ("refused", "Équipe : Elle n’existe plus.")
    assert "Équipe" in Mail.objects.get(to=holder.email, kind="labels.moved", text__contains="n’est pas renouvelé").text
    label.refresh_from_db()
    assert label.status == "active"
    token = clock.shift(dt.timedelta(days=61))
    try:
        follow_labels()
        label.refresh_from_db()
        assert label.status == "expired"
        assert "Équipe" not in "".join(label.events.values_list("reasons", flat=True))
    finally:
        clock.restore(token)


@pytest.mark.parametrize("state", ["withdrawn", "inadmissible"])
def test_an_application_that_is_no_longer_judged_gives_the_request_back(state: str) -> None:
    file, _operator, label, holder = under_judgement()
    renewal = open_renewal(label=label)
    Application.objects.filter(pk=file.pk).update(state=state)
    if state == "withdrawn":
        take_back_with_application(ApplicationWithdrawn(application_id=file.pk))
    else:
        take_back_inadmissible(ApplicationMoved(application_id=file.pk, verb="reject", state=state))
    renewal.refresh_from_db()
    assert (renewal.state, renewal.application, renewal.filed_at) == ("open", None, None)
    assert Notice.objects.filter(person=holder, kind="labels.renewal", is_task=True, done_at=None).exists()


def test_a_carrier_of_two_territories_renews_the_one_that_its_file_names() -> None:
    make_kind("territoire")
    decision = decided("territoire")
    name = decision.application.organisation.name
    other = make_label(decision.application.organisation, territory="Un autre territoire")
    mine = make_label(decision.application.organisation, territory=name.upper(), valid_until=ending(40))
    assert label_renewed_by(decision.application) == mine
    hear(decision, "territoire")
    mine.refresh_from_db()
    assert mine.valid_until == add_months(ending(40), 36)
    assert set(Label.objects.all()) == {mine, other}


def test_the_pages_say_that_a_jury_judges(client: Client) -> None:
    file, operator, label, holder = under_judgement()
    open_renewal(label=label)
    address = reverse("labels:renewal", args=[label.reference])
    client.force_login(holder)
    assert file.reference in client.get(reverse("labels:label_desk", args=[label.reference])).text
    page = client.get(address).text
    assert reverse("calls:application", args=[file.reference]) in page
    client.force_login(operator)
    page = client.get(address).text
    assert reverse("calls:instruction_file", args=[file.call.slug, file.reference]) in page
    assert 'name="grant"' not in page
    assert client.post(address, {"grant": "1", "months": "36", "reasons": "Vite."}).status_code == 409
    assert label.renewals.get().state == "filed"


def test_a_file_erased_before_its_move_is_heard_is_nothing_to_follow() -> None:
    ask_renewal(ApplicationSubmitted(application_id=987654, cohort_id=1))
    assert not Label.objects.exists()
