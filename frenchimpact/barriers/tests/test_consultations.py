"""Administrations asked together: by mail, by a link, by telephone; answers once, silence written, nothing told of the person."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import answering
from frenchimpact.barriers.actions import consultations as actions
from frenchimpact.barriers.actions.consultations import Service
from frenchimpact.barriers.actions.escalation import SECRETARY, SILENCE, SPONSOR, escalate, step_on
from frenchimpact.barriers.bounces import mark_bounced
from frenchimpact.barriers.messages.consultations import TOPIC, answer_key
from frenchimpact.barriers.models import Asked, Case, CaseNorm, Consultation, Pause
from frenchimpact.barriers.queries.following import see
from frenchimpact.barriers.tests.factories import make_authority, make_case, make_norm, make_published
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message as Received
from frenchimpact.inbound.rules import guest_address
from frenchimpact.inbound.tests.conftest import written
from frenchimpact.mail.actions import note_returned
from frenchimpact.mail.facts import MailReturned
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
SITUATION = "Une association conduit des personnes âgées.\nLes trajets sont bénévoles."
DREAL, DDT, PREFECTURE = "dreal@exemple.fr", "ddt@exemple.fr", "prefecture@exemple.fr"


@pytest.fixture(autouse=True)
def received(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MAIL_AUTHSERV = ""


@pytest.fixture
def operator() -> User:
    return make_operator()


@pytest.fixture
def case() -> Case:
    found = make_case(state="qualified", name="Gaëlle Martin", email="gaelle@exemple.test")
    CaseNorm.objects.create(case=found, norm=make_norm())
    return found


@pytest.fixture
def later() -> Iterator[Callable[[dt.date], None]]:
    """Live on that day, at the present hour."""
    tokens: list[Any] = []

    def move(day: dt.date) -> None:
        tokens.append(clock.shift(clock.offset() + (day - clock.today())))

    yield move
    for token in reversed(tokens):
        clock.restore(token)


def ask(case: Case, by: User | None = None, **changes: Any) -> Consultation:
    above = {"sponsor_email": "directeur@exemple.fr", "secretary_email": "sg@exemple.fr"}
    dreal = make_authority("DREAL", DREAL, **above)
    values = {
        "question": "Faut-il une licence ?",
        "context": SITUATION,
        "services": [Service(dreal.name, dreal.email, dreal), Service("DDT 73", DDT)],
    }
    return actions.ask(case=case, by=by, **(values | changes))


def one(consultation: Consultation, email: str = DREAL) -> Asked:
    return consultation.asked.select_related("consultation__case", "authority").get(email=email)


def post(asked: Asked, text: str, *, sender: str = "", number: object = 1) -> Received:
    """A mail as it comes, understood."""
    content = written(text, sender=sender or f"Service <{asked.email}>", number=f"{asked.pk}-{number}")
    message = inbound.receive(content=content, recipient=guest_address(TOPIC, asked.pk), envelope_from=asked.email, source="smtp")
    message = inbound.understand(message=message)
    message.refresh_from_db()
    return message


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────
def test_each_service_receives_its_own_mail_and_nothing_of_the_person(case: Case, operator: User) -> None:
    near = make_published("Conduire sans licence, c’est permis")

    ask(case, operator, precedents=[near])

    case.refresh_from_db()
    assert (case.state, case.next_what) == ("in_consultation", "Attendre l’avis de 2 administrations")
    mails = Mail.objects.filter(kind="barriers.consultation").order_by("to")
    assert [one.to for one in mails] == [DDT, DREAL]
    for mail in mails:
        whole = mail.subject + mail.text + mail.html
        for secret in ("Gaëlle Martin", "gaelle@exemple.test", case.wish, case.title):
            assert secret not in whole
        for said in (
            "Faut-il une licence ?",
            "Les trajets sont bénévoles",
            "L. 3120-1",
            near.title,
            "Répondez simplement",
            "?avis=transferer",
        ):
            assert said in mail.text, said
        assert mail.subject.startswith(f"[{case.reference}] Votre avis avant le")
        assert mail.text.count("/consultations/") == 4
    assert mails[0].reply_to != mails[1].reply_to
    assert "&#" not in mails[0].text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": " "}, "question"),
        ({"context": ""}, "context"),
        ({"context": "Gaëlle Martin conduit des personnes."}, "context"),
        ({"context": "Écrire à gaelle@exemple.test"}, "context"),
        ({"context": "Notre association veut conduire des personnes âgées à leurs rendez-vous."}, "context"),
        ({"context": "a\nb\nc\nd\ne"}, "context"),
        ({"services": []}, "services"),
        ({"services": [Service("A", DDT), Service("B", DDT.upper())]}, "services"),
        ({"services": [Service("A", "gaelle@exemple.test")]}, "services"),
        ({"services": [Service("A", "pas une adresse")]}, "services"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
    ],
)
def test_what_may_not_be_sent_says_what_to_do(case: Case, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        ask(case, **changes)
    assert set(refused.value.missing) == {field}
    assert not Consultation.objects.exists()
    assert not Mail.objects.exists()


def test_a_case_that_is_not_qualified_is_not_consulted_on() -> None:
    with pytest.raises(OutOfTurn):
        ask(make_case())
    assert not Mail.objects.exists()


# ── By mail ──────────────────────────────────────────────────────────────────────────────────────
def test_the_first_words_of_a_mail_are_the_opinion(case: Case, operator: User) -> None:
    consultation = ask(case, operator)

    message = post(one(consultation), "Possible sous conditions : moins de 30 km.")

    asked = one(consultation)
    assert (asked.state, asked.opinion, asked.way, asked.text) == (
        "answered",
        "reserved",
        "mail",
        "Possible sous conditions : moins de 30 km.",
    )
    assert "sous conditions" in message.outcome_fr or "à certaines conditions" in message.outcome_fr
    assert Notice.objects.filter(person=operator, kind="barriers.opinion").exists()
    case.refresh_from_db()
    assert case.next_what == "Attendre l’avis de 1 administration"
    post(one(consultation, DDT), "Ce n’est pas nous. Voyez la préfecture.")
    case.refresh_from_db()
    assert (case.next_what, case.next_on) == ("Lire les avis et écrire la synthèse", clock.today())


def test_an_opinion_that_cannot_be_read_is_kept_and_asked_again(case: Case) -> None:
    consultation = ask(case)

    message = post(one(consultation), "Cela dépend de la taille du véhicule.")

    assert one(consultation).state == "waiting"
    kept = case.messages.get()
    assert (kept.circle, kept.author, kept.asked_id, kept.text) == (
        "administrations",
        "administration",
        one(consultation).pk,
        "Cela dépend de la taille du véhicule.",
    )
    assert "nous n’y avons pas lu d’avis" in message.outcome_fr
    assert "/consultations/" in Mail.objects.get(kind="inbound.receipt").text


def test_an_answer_is_given_once_and_later_words_are_messages(case: Case) -> None:
    consultation = ask(case)
    post(one(consultation), "Possible.")

    second = post(one(consultation), "Non, finalement.", number=2)

    assert (one(consultation).opinion, second.state) == ("favourable", "done")
    assert "reste tel quel" in second.outcome_fr
    assert case.messages.get().text == "Non, finalement."
    with pytest.raises(OutOfTurn):
        answering.answer(asked=one(consultation), opinion="unfavourable", text="Non.", way="link")
    with pytest.raises(IntegrityError), transaction.atomic():
        Asked.objects.filter(pk=one(consultation).pk).update(text="autre")


def test_a_question_is_handed_on_by_mail(case: Case) -> None:
    consultation = ask(case)

    post(one(consultation), f"transférer : {PREFECTURE}\nC’est leur compétence.")

    first, other = one(consultation), one(consultation, PREFECTURE)
    assert (first.state, other.state, other.forwarded_from_id) == ("forwarded", "waiting", first.pk)
    assert "DREAL vous transmet cette question" in Mail.objects.get(to=PREFECTURE).text
    post(other, "Possible.")
    assert one(consultation, PREFECTURE).opinion == "favourable"
    late = post(first, "Possible.", number=2)
    assert "n’attend plus votre avis" in late.outcome_fr


def test_more_time_is_asked_by_mail_within_bounds(case: Case) -> None:
    consultation = ask(case)
    before = one(consultation).due_on

    post(one(consultation), "délai : 10 jours")
    assert before + dt.timedelta(days=10) <= one(consultation).due_on <= before + dt.timedelta(days=14)

    refused = post(one(consultation), "délai : 90 jours", number=2)
    assert refused.state == "refused"
    assert "Soixante jours" in refused.outcome_fr or "délai n’est pas changé" in refused.outcome_fr


def test_a_colleague_who_answers_is_held_for_an_operator(case: Case, operator: User) -> None:
    consultation = ask(case)

    message = post(one(consultation), "Possible.", sender="Colette <collegue@exemple.fr>")

    assert (message.state, one(consultation).state) == ("held", "waiting")
    inbound.accept_message(message=message, by=operator)
    assert (one(consultation).state, one(consultation).answered_by_name) == ("answered", "Colette")


# ── By the link ──────────────────────────────────────────────────────────────────────────────────
def test_opening_the_page_does_nothing_and_its_button_answers(case: Case, client: Client) -> None:
    asked = one(ask(case))
    page = f"/consultations/{answer_key(asked)}/"

    shown = client.get(page, {"avis": "conditions"}).content.decode()
    assert "Faut-il une licence" in shown
    assert 'value="reserved"' in shown
    assert "Gaëlle" not in shown
    asked.refresh_from_db()
    assert asked.state == "waiting"

    refused = client.post(page, {"opinion": "reserved", "text": ""})
    assert refused.status_code == 422
    assert "à quelles conditions" in refused.content.decode()
    told = client.post(page, {"opinion": "reserved", "text": "Moins de 30 km.", "name": "Colette", "is_publishable": "on"}, follow=True)
    asked.refresh_from_db()
    assert (asked.state, asked.opinion, asked.way, asked.is_publishable, asked.answered_by_name) == (
        "answered",
        "reserved",
        "link",
        True,
        "Colette",
    )
    assert "Votre avis est rendu" in told.content.decode()
    again = client.post(page, {"opinion": "favourable", "text": "Oui."})
    assert again.status_code == 422
    asked.refresh_from_db()
    assert asked.opinion == "reserved"


def test_handing_on_asking_for_time_and_writing_by_the_page(case: Case, client: Client) -> None:
    consultation = ask(case)
    asked = one(consultation)
    page = f"/consultations/{answer_key(asked)}/"

    assert client.post(page + "transferer/", {"email": "faux"}).status_code == 422
    assert client.post(page + "transferer/", {"email": DDT}).status_code == 422
    assert client.post(page + "delai/", {"days": "10"}).status_code == 302
    assert client.post(page + "message/", {"text": "Nous regardons."}).status_code == 302
    assert client.post(page + "transferer/", {"email": PREFECTURE, "name": "Préfecture"}).status_code == 302

    assert one(consultation).state == "forwarded"
    assert one(consultation, PREFECTURE).name == "Préfecture"
    assert case.messages.get().text == "Nous regardons."


def test_a_link_replaced_or_forged_opens_nothing_and_another_is_sent_to_the_same_address(case: Case, client: Client) -> None:
    asked = one(ask(case))
    key = answer_key(asked)
    page = f"/consultations/{key}/"
    assert client.post(page + "nouveau-lien/").status_code == 200
    sent = Mail.objects.filter(to=DREAL).count()

    gone = client.get(page)

    assert (sent, gone.status_code) == (2, 410)
    assert "Recevoir un nouveau lien" in gone.content.decode()
    assert client.post(page, {"opinion": "favourable", "text": ""}).status_code == 410
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert client.get(f"/consultations/{answer_key(asked)}/").status_code == 200
    forged = client.get(f"/consultations/{key[:-2]}xx/")
    assert (forged.status_code, "nouveau lien" in forged.content.decode()) == (410, False)


# ── At the desk ──────────────────────────────────────────────────────────────────────────────────
def test_the_desk_reads_the_mail_before_it_leaves(case: Case, operator: User, client: Client) -> None:
    client.force_login(operator)
    dreal = make_authority("DREAL", DREAL)
    page = f"/mon-espace/freins/{case.reference}/consulter/"
    said = {
        "question": "Faut-il une licence ?",
        "context": SITUATION,
        "services": [str(dreal.pk)],
        "others": f"DDT 73, {DDT}",
        "due_on": (clock.today() + dt.timedelta(days=30)).isoformat(),
    }

    preview = client.post(page, said)
    assert preview.status_code == 200
    assert "Le mail, tel qu’il partira" in preview.content.decode()
    assert not Consultation.objects.exists()
    assert client.post(page, {**said, "others": "DDT sans adresse"}).status_code == 422
    # Looking for a service keeps what was typed and ticked.
    make_authority("Agence de santé", "ars@exemple.fr")
    looked = client.post(page, {**said, "search": "1", "service": "santé"}).content.decode()
    for kept in ("Les trajets sont bénévoles.", "DREAL", "Agence de santé", f"DDT 73, {DDT}"):
        assert kept in looked

    sent = client.post(page, {**said, "send": "1"}, follow=True)
    assert {one.email: one.name for one in Asked.objects.all()} == {DREAL: "DREAL", DDT: "DDT 73"}
    assert "DDT 73" in sent.content.decode()


def test_the_desk_writes_what_was_said_by_telephone_and_withdraws_a_question(case: Case, operator: User, client: Client) -> None:
    client.force_login(operator)
    consultation = ask(case, operator)
    root = f"/mon-espace/freins/{case.reference}/consultations/"

    assert client.post(f"{root}{one(consultation).pk}/avis/", {"opinion": "favourable", "text": ""}).status_code == 422
    assert client.post(f"{root}{one(consultation).pk}/avis/", {"opinion": "favourable", "name": "Colette, DREAL"}).status_code == 302
    assert client.post(f"{root}{one(consultation, DDT).pk}/retirer/").status_code == 302

    assert (one(consultation).way, one(consultation).answered_by_name) == ("desk", "Colette, DREAL")
    assert one(consultation, DDT).state == "cancelled"
    assert "n’est plus attendu" in Mail.objects.filter(to=DDT).order_by("-pk").first().subject  # type: ignore[union-attr]  # a mail is there, or the test fails


def test_a_question_that_comes_back_is_told_to_the_desk(case: Case, operator: User) -> None:
    consultation = ask(case, operator)
    mail = Mail.objects.get(to=DREAL)

    note_returned(mail_id=mail.pk, status="5.1.1", is_for_good=True)
    mark_bounced(MailReturned(mail_id=mail.pk, kind=mail.kind))

    assert one(consultation).bounced_at is not None
    assert one(consultation, DDT).bounced_at is None
    assert "n’est pas arrivée" in Notice.objects.get(person=operator, kind="barriers.opinion").text_fr


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_ladder_is_climbed_one_step_a_day_and_each_once(case: Case, operator: User, later: Callable[[dt.date], None]) -> None:
    consultation = ask(
        case,
        operator,
        services=[
            Service("DREAL", DREAL, make_authority("D", "d@exemple.fr", sponsor_email="chef@exemple.fr", secretary_email="sg@exemple.fr"))
        ],
    )
    asked = one(consultation)
    assert escalate() == 0

    later(step_on(asked, -7))
    assert (escalate(), escalate()) == (1, 0)
    assert Mail.objects.filter(to=DREAL).count() == 2

    later(step_on(asked, SPONSOR))
    assert (escalate(), escalate()) == (1, 0)
    assert Mail.objects.filter(to="chef@exemple.fr").count() == 1

    later(step_on(asked, SECRETARY))
    assert (escalate(), escalate()) == (1, 0)
    assert "son silence sera inscrit" in Mail.objects.get(to="sg@exemple.fr").text

    later(step_on(asked, SILENCE) + dt.timedelta(days=7))
    assert (escalate(), escalate()) == (1, 0)
    asked.refresh_from_db()
    assert (asked.state, asked.silent_at is not None) == ("silent", True)
    assert case.events.filter(verb="silence", is_for_person=True).exists()
    told = Mail.objects.get(to=case.email)
    assert "ni un accord ni un refus" in told.text
    assert case.messages.get(circle="person").author == "system"
    assert [step["note"] for step in see(case).steps if "pas répondu" in str(step["text"])] == ["DREAL n’a pas répondu."]
    case.refresh_from_db()
    assert case.next_what == "Lire les avis et écrire la synthèse"
    # A late answer is still one.
    post(asked, "Possible.")
    assert one(consultation).opinion == "favourable"


def test_a_clock_that_jumps_skips_no_step(case: Case, operator: User, later: Callable[[dt.date], None]) -> None:
    asked = one(ask(case, operator))
    later(asked.due_on + dt.timedelta(days=90))

    escalate()
    asked.refresh_from_db()
    assert (asked.sponsor_told_at is not None, asked.secretary_told_at, asked.state) == (True, None, "waiting")


def test_without_anybody_above_the_desk_is_told_once(case: Case, operator: User, later: Callable[[dt.date], None]) -> None:
    consultation = ask(case, operator, services=[Service("DDT 73", DDT)])
    asked = one(consultation, DDT)
    later(step_on(asked, SPONSOR))

    escalate()
    escalate()

    assert Notice.objects.filter(person=operator, kind="barriers.opinion").count() == 1
    asked.refresh_from_db()
    assert asked.sponsor_told_at is None
    later(step_on(asked, SILENCE))
    escalate()
    asked.refresh_from_db()
    assert asked.state == "silent"


def test_silences_of_one_day_are_told_once_to_the_person_and_once_to_each_of_the_desk(
    case: Case, operator: User, later: Callable[[dt.date], None]
) -> None:
    consultation = ask(case, operator, services=[Service("Région", "region@exemple.fr"), Service("Agence", "agence@exemple.fr")])
    later(step_on(consultation.asked.all()[0], SILENCE) + dt.timedelta(days=1))

    escalate()

    assert set(consultation.asked.values_list("state", flat=True)) == {"silent"}
    told = Mail.objects.get(to=case.email)
    assert "2 administrations n’ont pas répondu" in told.subject
    assert [name in told.text for name in consultation.asked.values_list("name", flat=True)] == [True, True]
    assert told.text.count("ni des accords ni des refus") == case.messages.filter(circle="person").count() == 1
    assert case.events.filter(verb="silence").count() == 2
    assert Notice.objects.filter(person=operator, kind="barriers.opinion", event__contains=":silent:").count() == 1


def test_the_page_of_consultations_says_why_nothing_can_be_asked(client: Client, operator: User) -> None:
    client.force_login(operator)
    for state, words in (
        ("received", "Qualifiez d’abord ce cas"),
        ("qualified", "Posez une question précise"),
        ("outcome", "il a sa réponse"),
    ):
        page = client.get(f"/mon-espace/freins/{make_case(state=state).reference}/consultations/").content.decode()
        assert words in page, state


def test_a_checker_of_links_asks_for_the_head_of_a_signed_link_and_changes_nothing(client: Client, case: Case, operator: User) -> None:
    asked = one(ask(case, operator))
    answer = client.head(f"/consultations/{answer_key(asked)}/?avis=possible")
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, "waiting")
    assert client.head("/freins/signaler/").status_code == 200


def test_nobody_is_reminded_of_a_case_that_is_closed(case: Case, later: Callable[[dt.date], None]) -> None:
    asked = one(ask(case))
    Case.objects.filter(pk=case.pk).update(state="closed", next_on=None, next_what="", closed_at=clock.now())
    later(asked.due_on + dt.timedelta(days=40))
    assert escalate() == 0


def test_while_the_clock_of_the_case_stands_still_nobody_is_chased_and_its_days_do_not_count(
    case: Case, operator: User, later: Callable[[dt.date], None]
) -> None:
    asked = one(ask(case, operator))
    usual = step_on(asked, SPONSOR)
    pause = Pause.objects.create(case=case, reason="La personne précise sa demande")
    later(usual)
    assert escalate() == 0
    Pause.objects.filter(pk=pause.pk).update(until=clock.today())
    asked = one(asked.consultation)
    assert step_on(asked, SPONSOR) > usual
    assert escalate() == 0
    later(step_on(asked, -7))
    assert escalate() == 2
    later(step_on(asked, SPONSOR))
    assert escalate() == 1
    assert Mail.objects.filter(to="directeur@exemple.fr").exists()
