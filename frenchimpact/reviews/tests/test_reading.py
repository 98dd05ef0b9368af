"""A file as its jury will read it, before and after handing in; a decision on paper."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.calls.models import Question
from frenchimpact.calls.tests.factories import make_call, make_draft, write
from frenchimpact.calls.tests.test_pages import client_of, space, text_of
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.reviews import actions
from frenchimpact.reviews.models import Batch
from frenchimpact.reviews.tests.factories import files_of, give_piece, make_jury, make_operator, make_person
from frenchimpact.reviews.tests.test_decisions import judged, send

pytestmark = pytest.mark.django_db
ASKED: list[dict[str, Any]] = [
    {"key": "who", "label": "Qui êtes-vous ?", "kind": Question.Kind.LINE, "is_identifying": True},
    {"key": "aim", "label": "Votre but", "kind": Question.Kind.TEXT},
    {"key": "bank", "label": "Banque", "kind": Question.Kind.LINE, "audience": Question.Audience.OPERATOR},
]


def test_an_applicant_reads_their_draft_as_a_jury_will_with_and_without_names() -> None:
    organisation = make_organisation(name="Les Essais réunis")
    draft = make_draft(make_call(questions=ASKED), organisation=organisation, by=make_member(organisation))
    write(draft, {"who": "La Cie", "aim": "Avec Les Essais réunis, semer.", "bank": "FR76 1234"})
    client = client_of(draft.lead)
    assert "lecture-du-jury" in text_of(client.get(space(draft)))

    whole = text_of(client.get(space(draft, "lecture-du-jury/")))
    bare = text_of(client.get(space(draft, "lecture-du-jury/?noms=sans"))).split('<article class="stack stack-l"')[1].split("</article>")[0]

    assert "telles qu’elles sont écrites maintenant" in whole
    assert "Avec Les Essais réunis, semer." in whole
    assert "Avec [masqué], semer." in bare
    for told in ("FR76", "La Cie", "Qui êtes-vous"):
        assert told not in bare
    assert "FR76" not in whole


def test_by_default_it_is_read_as_its_jury_does_and_documents_keep_their_name_or_lose_it() -> None:
    jury = make_jury(is_anonymous=True)
    file = files_of(jury)[0]
    give_piece(file, name="Statuts des Connus.pdf")
    client = client_of(make_operator())

    page = text_of(client.get(space(file, "lecture-du-jury/")))
    named = text_of(client.get(space(file, "lecture-du-jury/?noms=avec")))

    assert "Ce jury lit les dossiers sans les noms." in page
    assert "Statuts des Connus" not in page
    assert "Statuts des Connus" in named


def test_it_is_for_the_applicant_and_the_operators_alone() -> None:
    file = files_of(make_jury())[0]
    assert client_of(make_person()).get(space(file, "lecture-du-jury/")).status_code == 404
    assert Client().get(space(file, "lecture-du-jury/")).status_code == 302


@pytest.mark.parametrize("outcome", ["granted", "waiting_list"])
def test_a_decision_is_on_paper_for_those_it_was_sent_to(outcome: str) -> None:
    (file, _other), operator = judged()
    decision = actions.decide(application=file, outcome=outcome, quality="Directrice", by=operator)
    address = f"/mon-espace/decisions/{file.reference}/{decision.number}/decision.pdf"
    client = client_of(file.lead)
    assert client.get(address).status_code == 404, "it has not left"
    actions.rewrite_letter(letter=decision.letter, subject="Une décision", body="Madame,\n\n日 – une ligne\nune autre #set <b>")
    send(Batch.objects.get(), operator)

    answer = client.get(address)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client_of(make_person()).get(address).status_code == 404
    assert "decision.pdf" in text_of(client.get(f"/mon-espace/decisions/{file.reference}/{decision.number}/"))
