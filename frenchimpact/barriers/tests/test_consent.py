"""Without consent the rule alone is published; whoever wrote by mail gives it on their page, which says what the mail said."""

import datetime as dt

import pytest
from django.test import Client

from frenchimpact.barriers.actions import precedents
from frenchimpact.barriers.actions.outcomes import record_outcome
from frenchimpact.barriers.messages.receipts import follow_key, follow_page
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.tests.factories import make_case, make_precedent
from frenchimpact.barriers.tests.test_precedents import make_hacker
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def test_without_consent_nothing_of_the_situation_is_published_until_the_person_gives_it(client: Client) -> None:
    case, author = make_case(way="mail"), make_hacker("Eva")
    one = make_precedent(case=case, created_by=author, situation="Des trajets.", legal_basis="Code")
    with pytest.raises(Incomplete) as refused:
        precedents.submit_precedent(precedent=one, by=author)
    assert "accord" in str(refused.value.missing["situation"])
    page = client.get(follow_page(case)).content.decode()
    assert "J’accepte" in page
    client.post(f"/suivi/{follow_key(case)}/accord/", {"accord": "oui"})
    one.refresh_from_db()
    one.case = Case.objects.get(pk=case.pk)
    one.masks.update(is_hidden=False)
    assert precedents.submit_precedent(precedent=one, by=author).state == "review"
    client.post(f"/suivi/{follow_key(case)}/accord/", {"accord": "non"})
    assert not Case.objects.get(pk=case.pk).may_publish


def test_the_rule_alone_needs_no_consent() -> None:
    case, author = make_case(), make_hacker("Ana")
    one = make_precedent(case=case, created_by=author, situation="", legal_basis="Code")
    assert precedents.submit_precedent(precedent=one, by=author).state == "review"


def test_the_page_says_what_the_mail_said_and_promises_no_past_day(client: Client) -> None:
    case = make_case(next_on=clock.today() - dt.timedelta(days=3))
    assert "Au plus tard le" not in client.get(follow_page(case)).content.decode()
    record_outcome(case=case, by=make_operator(), kind="clarification", answer="Oui.", legal_basis="Article L. 1", decided_by="DREAL")
    page = client.get(follow_page(case)).content.decode()
    assert "Article L. 1" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "DREAL" in page
