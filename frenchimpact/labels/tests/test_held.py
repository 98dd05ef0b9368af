"""A label already held, as a call's conditions read it in the register."""

import pytest
from django.test import Client

from frenchimpact.calls import actions, queries
from frenchimpact.calls.conditions import conditions_of
from frenchimpact.calls.tests.factories import make_call, make_draft
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind, make_label
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [("active", "structure", "no"), ("suspended", "structure", "no"), ("withdrawn", "structure", "done"), ("active", "autre", "done")],
)
def test_a_label_already_held_is_read_in_the_register(status: str, kind: str, state: str) -> None:
    call = make_call(label_kind="structure")
    actions.set_rule(call=call, by=None, code="label", subject="earlier_label", question="Déjà labellisée ?", wanted={"answer": "no"})
    draft = make_draft(call)
    label = make_label(draft.organisation, kind=make_kind(kind))
    Label.objects.filter(pk=label.pk).update(status=status)
    found = conditions_of(queries.filled(draft))[0]
    assert found.verdict.state == state
    assert (label.reference in found.source) == (state == "no")


def test_a_call_leads_to_a_kind_of_the_register_or_to_none() -> None:
    make_kind("structure")
    call = make_call()
    client = Client()
    client.force_login(make_operator())
    texts = {"title": "Label", "summary": "Un essai.", "kind": "one_off", "applicant": "organisation", "silence_means": "rejection"}
    texts |= {"silence_months": "2", "office_name": "Bureau", "office_address": "1 rue", "office_email": "b@exemple.test"}
    page = f"/mon-espace/appels/{call.slug}/"

    assert client.post(page, {**texts, "label_kind": "inexistant"}).status_code == 422
    assert client.post(page, {**texts, "label_kind": "structure"}).status_code == 302
    call.refresh_from_db()
    assert call.label_kind == "structure"
    assert client.post(page, {**texts, "label_kind": ""}).status_code == 302
