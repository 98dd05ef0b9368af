"""A label already held, as a call's conditions read it in the register."""

import pytest

from frenchimpact.calls import actions, queries
from frenchimpact.calls.conditions import conditions_of
from frenchimpact.calls.tests.factories import make_call, make_draft
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind, make_label

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
