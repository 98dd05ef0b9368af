"""Policy notes: written with their evidence by one or two people, and sent only when every sentence stands on something."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.barriers.actions import note_evidence, note_sending, notes
from frenchimpact.barriers.models import Barrier, Evidence, ExperimentIndicator, ExperimentValue, PolicyNote, SameSituation
from frenchimpact.barriers.queries.evidence import number_evidence
from frenchimpact.barriers.queries.notes import notes_about
from frenchimpact.barriers.tests.factories import (
    make_authority,
    make_barrier,
    make_case,
    make_experiment,
    make_hacker,
    make_norm,
    make_note,
    make_published,
    make_sent_note,
)
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Stale
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_partner, make_person, make_published_project
from frenchimpact.territories.tests.factories import make_territory

pytestmark = pytest.mark.django_db
DESK, PUBLIC = "/mon-espace/freins/notes/", "/freins/notes/"


def make_blocking(cases: int = 4) -> Barrier:
    """A barrier with cases, demand, an answer and an experiment that counted something."""
    barrier = make_barrier()
    barrier.norm_links.create(norm=make_norm())
    for number in range(cases):
        make_case(barrier=barrier, email=f"porteuse{number}@exemple.test", name="Gaëlle Perrin", wish="Mot très personnel.")
        SameSituation.objects.create(
            barrier=barrier, email=f"autre{number}@exemple.test", confirmed_at=clock.now(), lost_days=10, lost_euros=Decimal(500)
        )
    make_published(barrier=barrier, after="Aucune licence pour un bénévole.")
    experiment = make_experiment(barrier=barrier)
    indicator = ExperimentIndicator.objects.create(experiment=experiment, name="Trajets", unit="trajets", baseline=0, target=400)
    ExperimentValue.objects.create(indicator=indicator, on=clock.today(), value=Decimal("312"))
    return barrier


def typed(note: PolicyNote, **changes: Any) -> notes.Typed:
    given = {
        "values": {"title": note.title, "request": note.request, "authority_name": note.authority_name, "email": note.email},
        "barriers": tuple(note.barriers.all()),
        "texts": {one.pk: one.text for one in note.sentences.all()},
    }
    return notes.Typed(**(given | changes))


def test_sentences_are_proposed_from_the_barriers_each_with_the_evidence_of_its_numbers_and_nobody_is_named() -> None:
    by, barrier = make_hacker(), make_blocking()
    note = notes.open_note(title="Transport bénévole", barriers=[barrier], by=by)

    assert note_evidence.propose_sentences(note=note, by=by) == 4

    texts = {one.evidence.get().kind: one.text for one in note.sentences.all()}
    assert (
        texts["barrier"] == "4 personnes ou structures se disent bloquées aussi : 10 jours perdus par chacune (médiane de 4 réponses), "
        "500\xa0€ perdus par chacune (médiane de 4 réponses)."
    )
    assert texts["case"].startswith("4 cas reçus au guichet")
    assert "L. 3120-1" in texts["case"]
    assert "Aucune licence pour un bénévole" in texts["precedent"]
    assert "Trajets : 312\xa0trajets" in texts["experiment"]
    assert "cible 400" in texts["experiment"]
    whole = " ".join(texts.values()) + " ".join(Evidence.objects.values_list("said", flat=True))
    assert not any(word in whole for word in ("Gaëlle", "Mot très personnel", "porteuse0"))
    assert note_evidence.propose_sentences(note=note, by=by) == 0


def test_fewer_than_three_cases_are_not_counted_aloud() -> None:
    by, barrier = make_hacker(), make_barrier()
    make_case(barrier=barrier)
    note = notes.open_note(title="Transport bénévole", barriers=[barrier], by=by)
    note_evidence.propose_sentences(note=note, by=by)
    said = " ".join([*note.sentences.values_list("text", flat=True), *Evidence.objects.values_list("said", flat=True)])
    assert "moins de trois cas" in said
    assert "1 cas" not in said


def test_a_blank_line_cuts_a_sentence_in_two_that_both_keep_its_evidence_and_an_emptied_one_goes() -> None:
    by, note = make_hacker(), make_note()
    first = note.sentences.get()
    notes.save_note(note=note, version=1, typed=typed(note, texts={first.pk: "Un.\n\nDeux."}, more="Trois.\n \nQuatre."), by=by)
    assert [one.text for one in note.sentences.all()] == ["Un.", "Deux.", "Trois.", "Quatre."]
    assert [one.evidence.count() for one in note.sentences.all()] == [1, 1, 0, 0]

    note.refresh_from_db()
    notes.save_note(note=note, version=note.version, typed=typed(note, texts={first.pk: " "}), by=by)
    assert [one.text for one in note.sentences.all()] == ["Deux.", "Trois.", "Quatre."]


def test_sentences_move_up_and_down_and_stay_within_the_note() -> None:
    by, note = make_hacker(), make_note()
    notes.save_note(note=note, version=1, typed=typed(note, more="B.\n\nC."), by=by)
    first, _second, third = note.sentences.all()
    notes.move_sentence(note=note, key=third.pk, up=True, by=by)
    notes.move_sentence(note=note, key=first.pk, up=True, by=by)
    assert [one.text for one in note.sentences.all()] == [first.text, "C.", "B."]
    notes.drop_sentence(note=note, key=third.pk, by=by)
    assert [(one.rank, one.text) for one in note.sentences.all()] == [(1, first.text), (2, "B.")]
    with pytest.raises(Incomplete):
        notes.move_sentence(note=note, key=third.pk, up=True, by=by)


def test_what_two_people_wrote_at_once_is_shown_to_the_second_and_nothing_is_lost() -> None:
    by, note = make_hacker(), make_note()
    key = note.sentences.get().pk
    notes.save_note(note=note, version=1, typed=typed(note, texts={key: "De l’autre."}), by=by)
    with pytest.raises(Stale) as stale:
        notes.save_note(note=note, version=1, typed=typed(note, texts={key: "De moi."}), by=by)
    assert [(one.mine, one.theirs) for one in cast(Any, stale.value.mine)] == [("De moi.", "De l’autre.")]
    # The same words on both sides are no conflict.
    notes.save_note(note=note, version=1, typed=typed(note, texts={key: "De l’autre."}), by=by)


def test_a_note_holds_sixty_sentences_and_says_so() -> None:
    note = make_note()
    with pytest.raises(Incomplete, match="corriger") as refused:
        notes.save_note(note=note, version=1, typed=typed(note, more="\n\n".join(["x"] * 60)), by=make_hacker())
    assert "61" in str(refused.value.missing["more"])
    with pytest.raises(Incomplete):
        notes.save_note(note=note, version=1, typed=typed(note, more="x" * 2001), by=make_hacker())


# ── Evidence ─────────────────────────────────────────────────────────────────────────────────────
def link(note: PolicyNote, **given: str) -> Evidence:
    return note_evidence.link_evidence(note=note, key=note.sentences.get().pk, by=make_hacker(), **given)


def test_addresses_of_public_pages_of_ours_are_recognised_with_what_they_show() -> None:
    make_places()
    note, answer, experiment = make_note(), make_published(), make_experiment()
    territory, project = make_territory(), make_published_project()
    assert link(note, url=f"{settings.BASE_URL}/freins/{answer.slug}/").kind == "precedent"
    assert link(note, url=f"/en/freins/{answer.slug}/").thing_id == answer.pk
    assert link(note, url=f"/territoires/{territory.slug}/").said.startswith(territory.name)
    assert project.name in link(note, url=f"/projets/{project.slug}/").said
    assert link(note, source=f"experiment-{experiment.pk}").url == f"/experimentations/{experiment.slug}/"
    assert note.sentences.get().evidence.count() == 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "source"),
        ({"source": "case-999999"}, "source"),
        ({"source": "figure-1"}, "source"),
        ({"source": "case-" + "9" * 40}, "source"),
        ({"url": "javascript:alert(1)", "words": "x"}, "url"),
        ({"url": "http://exemple.test/", "words": "x"}, "url"),
        ({"url": "//exemple.test/", "words": "x"}, "url"),
        ({"url": "https://[", "words": "x"}, "url"),
        ({"url": "https://exemple.test/" + "a" * 500, "words": "x"}, "url"),
        ({"url": "/mon-espace/", "words": "x"}, "url"),
        ({"url": "/projets/inconnu/", "words": "x"}, "url"),
        ({"url": "https://exemple.test/rapport"}, "words"),
    ],
)
def test_what_proves_nothing_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    note = make_note()
    with pytest.raises(Incomplete) as refused:
        link(note, **given)
    assert list(refused.value.missing) == [field]
    assert note.sentences.get().evidence.count() == 1


def test_a_draft_of_an_answer_and_a_hidden_experiment_are_no_evidence() -> None:
    note, draft, hidden = make_note(), make_published(state="draft"), make_experiment(is_public=False)
    for source in (f"precedent-{draft.pk}", f"experiment-{hidden.pk}"):
        with pytest.raises(Incomplete):
            link(note, source=source)


def test_evidence_keeps_what_it_showed_that_day_and_says_when_it_changed_or_is_gone() -> None:
    note, answer = make_note(), make_published()
    link(note, source=f"precedent-{answer.pk}")
    Barrier.objects.update(title="Autre titre")
    answer.state, answer.state_reason = "withdrawn", "Fausse."
    answer.save()
    _sentences, (barrier, precedent) = number_evidence(note)
    assert (barrier.is_changed, barrier.is_gone, precedent.is_gone, precedent.href) == (True, False, True, "")
    assert "Autre titre" not in barrier.evidence.said
    assert barrier.now is not None
    assert "Autre titre" in barrier.now.said


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────
def test_a_note_is_sent_with_its_request_first_and_is_public_from_then_on(client: Client) -> None:
    note = make_note()
    assert client.get(f"{PUBLIC}{note.slug}/").status_code == 404
    note_sending.send_note(note=note, by=make_hacker())
    mail = Mail.objects.get(kind="barriers.note_sent")
    assert (mail.to, mail.reply_to != "" or not settings.REPLY_ADDRESS) == ("direction@exemple.test", True)
    assert mail.text.index("Dispenser de licence") < mail.text.index("Réponse attendue au plus tard le")
    assert "/freins/notes/repondre/" in mail.text
    page = client.get(f"{PUBLIC}{note.slug}/").content.decode()
    assert "Un frein bloque partout." in page
    assert "[1]" in page
    assert 'id="preuve-1"' in page
    assert notes_about(note.barriers.get())[0][0] == note


def test_a_sentence_without_evidence_keeps_the_note_from_leaving_and_is_shown() -> None:
    by, note = make_hacker(), make_note()
    notes.save_note(note=note, version=1, typed=typed(note, more="Tout le monde le sait."), by=by)
    with pytest.raises(Incomplete) as refused:
        note_sending.send_note(note=note, by=by)
    assert "Tout le monde le sait." in str(refused.value.missing["sentences"])
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"request": ""}, "request"),
        ({"authority_name": ""}, "authority_name"),
        ({"email": "pas une adresse"}, "email"),
        ({"answer_by": None}, "answer_by"),
        ({"answer_by": clock.today()}, "answer_by"),
        ({"answer_by": clock.today() + dt.timedelta(days=900)}, "answer_by"),
    ],
)
def test_a_note_that_lacks_something_says_what(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        note_sending.send_note(note=make_note(**changes), by=make_hacker())
    assert list(refused.value.missing) == [field]


def in_state(state: str) -> PolicyNote:
    extra: dict[str, Any] = {"text_on": clock.today(), "text_reference": "Décret"} if state == "done" else {}
    return make_note(state=state, sent_at=None if state == "draft" else clock.now(), **extra)


@pytest.mark.parametrize("state", ["sent", "answered", "done", "closed"])
def test_only_a_draft_is_written_or_sent(state: str) -> None:
    by, note = make_hacker(), in_state(state)
    key = note.sentences.get().pk
    for write in (
        lambda: note_sending.send_note(note=note, by=by),
        lambda: notes.save_note(note=note, version=1, typed=typed(note), by=by),
        lambda: notes.move_sentence(note=note, key=key, up=True, by=by),
        lambda: notes.drop_sentence(note=note, key=key, by=by),
        lambda: note_evidence.propose_sentences(note=note, by=by),
        lambda: note_evidence.unlink_evidence(note=note, evidence=1, by=by),
        lambda: note_evidence.link_evidence(note=note, key=key, source="x", by=by),
    ):
        with pytest.raises(OutOfTurn):
            write()


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────
def file_of(client: Client, form: str) -> str:
    content: Any = client.get(f"{PUBLIC}?format={form}")
    return b"".join(content.streaming_content).decode()


def form_of(note: PolicyNote, **changes: Any) -> dict[str, Any]:
    note.refresh_from_db()
    given = {
        "version": note.version,
        "title": note.title,
        "request": note.request,
        "authority": "",
        "authority_name": note.authority_name,
        "email": note.email,
        "answer_by": note.answer_by.isoformat() if note.answer_by else "",
        "barriers": [str(one.pk) for one in note.barriers.all()],
        "more": "",
        "once": str(uuid.uuid4()),
        "do": "save",
    }
    return given | {f"text_{one.pk}": one.text for one in note.sentences.all()} | changes


def test_the_desk_writes_a_note_from_its_barriers_links_reads_and_sends_it(client: Client) -> None:
    client.force_login(make_hacker())
    barrier, service = make_blocking(), make_authority()
    new = {"title": "Transport bénévole", "barriers": [str(barrier.pk)], "propose": "1", "once": str(uuid.uuid4())}
    page = client.post(f"{DESK}ecrire/", new)
    note = PolicyNote.objects.get()
    here = f"{DESK}{note.reference}/"
    assert page.headers["Location"] == here
    assert "4 cas reçus au guichet" in client.get(here).content.decode()

    words = {"request": "Dispenser.", "authority": str(service.pk), "answer_by": (clock.today() + dt.timedelta(days=40)).isoformat()}
    client.post(here, form_of(note, more="Sans rien.", **words))
    bare = note.sentences.get(text="Sans rien.")
    assert (
        "Phrase sans preuve : « Sans rien. »".replace(" :", "\xa0:").replace("« ", "«\xa0").replace(" »", "\xa0»")
        in client.get(f"{here}apercu/").content.decode()
    )
    assert client.post(f"{here}envoyer/", {"once": str(uuid.uuid4())}).status_code == 422

    link_it = {f"url_{bare.pk}": "https://exemple.test/rapport", f"words_{bare.pk}": "Rapport 2026", "do": f"link-{bare.pk}"}
    assert client.post(here, form_of(note, **words, **link_it)).status_code == 302
    assert client.post(f"{here}envoyer/", {"once": str(uuid.uuid4())}).status_code == 302
    note.refresh_from_db()
    assert (note.state, note.authority_name, note.email) == ("sent", service.name, service.email)


def test_every_button_saves_what_was_typed_and_a_refused_link_keeps_it(client: Client) -> None:
    client.force_login(make_hacker())
    note = make_note()
    key = note.sentences.get().pk
    here = f"{DESK}{note.reference}/"
    page = client.post(
        here, form_of(note, **{f"text_{key}": "Réécrite.", f"url_{key}": "javascript:alert(1)", "do": f"link-{key}", "more": "Encore."})
    )
    assert page.status_code == 422
    html = page.content.decode()
    assert "javascript:alert(1)" in html
    assert 'href="javascript' not in html
    assert [one.text for one in note.sentences.all()] == ["Réécrite.", "Encore."]
    second = note.sentences.last()
    assert second is not None
    client.post(here, form_of(note, do=f"up-{second.pk}", **{f"text_{key}": "Encore réécrite."}))
    assert [one.text for one in note.sentences.all()] == ["Encore.", "Encore réécrite."]
    evidence = Evidence.objects.get()
    client.post(here, form_of(note, do=f"unlink-{evidence.pk}"))
    assert not Evidence.objects.exists()


def test_a_page_written_on_an_older_note_shows_both_texts_then_wins_knowingly(client: Client) -> None:
    client.force_login(make_hacker())
    note = make_note()
    key = note.sentences.get().pk
    old = form_of(note, **{f"text_{key}": "De moi."})
    notes.save_note(note=note, version=1, typed=typed(note, texts={key: "De l’autre."}), by=make_hacker())
    here = f"{DESK}{note.reference}/"
    page = client.post(here, old)
    assert page.status_code == 409
    html = page.content.decode()
    assert "De moi." in html
    assert "De l’autre." in html
    assert 'name="version" value="2"' in html
    client.post(here, form_of(note, **{f"text_{key}": "De moi."}))
    assert note.sentences.get().text == "De moi."


def test_a_sentence_removed_meanwhile_comes_back_with_its_words(client: Client) -> None:
    client.force_login(make_hacker())
    note = make_note()
    old = form_of(note)
    notes.drop_sentence(note=note, key=note.sentences.get().pk, by=make_hacker())
    client.post(f"{DESK}{note.reference}/", old | {"version": 2})
    assert note.sentences.get().text == "Un frein bloque partout."


def test_a_million_signs_are_refused_and_stay_on_the_page(client: Client) -> None:
    client.force_login(make_hacker())
    note = make_note()
    key = note.sentences.get().pk
    page = client.post(f"{DESK}{note.reference}/", form_of(note, **{f"text_{key}": "é" * 1_000_000}))
    assert page.status_code in (413, 422)
    assert note.sentences.get().text == "Un frein bloque partout."


def test_html_is_shown_as_it_was_written_and_a_formula_does_not_run_in_a_spreadsheet(client: Client) -> None:
    make_sent_note(title='=cmd|" /C calc"!A0', request="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    note = PolicyNote.objects.get()
    html = client.get(f"{PUBLIC}{note.slug}/").content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
    csv = file_of(client, "csv")
    assert "'=cmd" in csv


def test_the_public_list_tells_each_state_and_leaves_drafts_out(client: Client) -> None:
    make_note(title="Brouillon secret")
    late = clock.today() - dt.timedelta(days=1)
    make_sent_note(title="Attendue")
    make_sent_note(title="Muette", answer_by=late)
    page = client.get(PUBLIC).content.decode()
    assert "Brouillon secret" not in page
    assert "Attendue" in page
    assert "Sans réponse depuis le" in page
    silent = client.get(f"{PUBLIC}?etat=sans_reponse").content.decode()
    assert "Muette" in silent
    assert "Attendue" not in silent
    assert "n’a pas de sens" in client.get(f"{PUBLIC}?etat=brouillon").content.decode()
    rows = file_of(client, "json")
    assert '"etat": "sans_reponse"' in rows
    assert "secret" not in rows
    atom = file_of(client, "atom")
    assert "<title>Muette</title>" in atom


def test_a_list_of_three_asks_as_much_as_a_list_of_one(client: Client) -> None:
    make_sent_note()
    client.get(PUBLIC)
    with CaptureQueriesContext(connection) as one:
        client.get(PUBLIC)
    for _number in range(2):
        make_sent_note()
    with CaptureQueriesContext(connection) as three:
        client.get(PUBLIC)
    assert len(three) == len(one)


def test_the_desk_alone_sees_notes_that_are_not_public(client: Client) -> None:
    note, sent = make_note(), make_sent_note()
    paths = [
        "",
        "ecrire/",
        *[f"{sent.reference}/{end}" for end in ("", "apercu/", "envoyer/", "renvoyer/", "reponse/", "texte/", "clore/")],
    ]
    for make, found in ((make_hacker, 200), (make_operator, 200), (make_partner, None), (make_person, None)):
        client.force_login(make())
        for path in [*paths, f"{note.reference}/"]:
            status = client.get(DESK + path).status_code
            assert status == (found or (403 if path in ("", "ecrire/") else 404)), (make.__name__, path)
    client.logout()
    assert all(client.get(DESK + path).status_code == 302 for path in paths)
