"""Cases joined to another: « vous recevrez la même réponse » is kept, whatever becomes of the other."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import following, outcomes, triage
from frenchimpact.barriers.facts import CaseMoved
from frenchimpact.barriers.listeners import release_joined
from frenchimpact.barriers.messages.receipts import follow_page
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.barriers.tests.test_holdings import forget
from frenchimpact.core.errors import Refusal
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
ANSWER: dict[str, Any] = {
    "kind": "clarification",
    "answer": "Oui, Jeanne Dupont peut conduire sans licence.",
    "legal_basis": "Code des transports",
    "beneficiary": "Les Roues",
}


@pytest.fixture
def by() -> User:
    return make_operator()


def pair(by: User) -> tuple[Case, Case]:
    first = make_case(title="Premier", name="Jeanne Dupont", email="jeanne@exemple.test")
    return first, triage.mark_duplicate(case=make_case(title="Second", email="luc@exemple.test"), of=first, by=by)


def mails(case: Case) -> list[str]:
    return list(Mail.objects.filter(to=case.email, subject__contains="Votre réponse est là").values_list("text", flat=True))


def test_the_answer_reaches_everyone_who_joined_without_the_names_of_the_first(client: Client, by: User) -> None:
    first, second = pair(by)
    third = triage.mark_duplicate(case=make_case(title="Troisième", email="eva@exemple.test"), of=second, by=by)
    client.force_login(by)
    assert "2 demandes ont rejoint celle-ci" in client.get(f"/mon-espace/freins/{first.reference}/repondre/").content.decode()
    outcomes.record_outcome(case=first, by=by, **ANSWER)
    for one in (second, third):
        (mail,) = mails(one)
        assert "peut conduire sans licence" in mail
        assert "Dupont" not in mail
        outcome = one.outcomes.get()
        assert (outcome.legal_basis, outcome.beneficiary) == ("Code des transports", "")
        page = Client().get(follow_page(one)).content.decode()
        assert "peut conduire sans licence" in page
        assert "Votre réponse est là" in page
        assert "Dupont" not in page
    # Each is told once: the words of the thread are in the same mail.
    assert Mail.objects.filter(to=first.email, text__contains="peut conduire sans licence").count() == 1
    assert Mail.objects.filter(to=third.email, text__contains="peut conduire sans licence").count() == 1


def test_who_joins_an_answered_case_has_the_answer_at_once(by: User) -> None:
    first = make_case(name="Jeanne Dupont", email="jeanne@exemple.test")
    outcomes.record_outcome(case=first, by=by, **ANSWER)
    late = triage.mark_duplicate(case=make_case(email="eva@exemple.test"), of=Case.objects.get(pk=first.pk), by=by)
    assert len(mails(late)) == 1


@pytest.mark.parametrize("end", ["withdraw", "redirect", "forget"])
def test_when_the_first_ends_without_an_answer_the_other_goes_back_to_the_desk(by: User, end: str) -> None:
    first, second = pair(by)
    if end == "withdraw":
        following.withdraw_case(case=first)
    elif end == "redirect":
        triage.redirect(case=first, kind="pure_money", by=by)
    else:
        forget(make_person(email=first.email))
    first.refresh_from_db()
    release_joined(CaseMoved(case_id=first.pk, verb=end, state=first.state))
    second.refresh_from_db()
    assert (second.state, second.duplicate_of) == ("triage", None)
    assert second.next_on is not None
    assert Mail.objects.filter(to=second.email, text__contains="s’est arrêtée sans réponse").count() == 1
    with pytest.raises(Refusal):
        triage.mark_duplicate(case=second, of=first, by=by)
