"""The desk's pages: the queue and its filters, a case with its three circles, two people who write at once, the books."""

import datetime as dt
import html
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.barriers import clocks
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.models import Analysis, Assigned, Authority, Barrier, Case, CaseNorm, Circle, Message, Norm, Pause
from frenchimpact.barriers.tests.factories import make_authority, make_barrier, make_case, make_norm, make_published
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
QUEUE = "/mon-espace/freins/"


def make_hacker(name: str = "Denis") -> User:
    person = make_person(name)
    Assignment.objects.create(user=person, role=Assignment.Role.HACKER)
    return person


@pytest.fixture
def desk(client: Client) -> Client:
    make_terms()
    client.force_login(make_operator())
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def at(case: Case, page: str = "") -> str:
    return f"{QUEUE}{case.reference}/{page}"


def test_an_empty_queue_says_how_cases_come(desk: Client) -> None:
    assert "Aucun frein signalé" in text(desk, QUEUE)


def test_the_queue_is_for_the_desk(client: Client) -> None:
    assert client.get(QUEUE).status_code == 302
    client.force_login(make_person())
    assert client.get(QUEUE).status_code == 403


def test_what_presses_comes_first_with_words(desk: Client) -> None:
    today = clock.today()
    make_case(title="Plus tard", next_on=today + dt.timedelta(days=40))
    make_case(title="Très en retard", next_on=today - dt.timedelta(days=20))
    make_case(title="Aujourd’hui même", next_on=today)
    page = text(desk, QUEUE)
    assert page.index("Très en retard") < page.index("Aujourd’hui même") < page.index("Plus tard")
    assert "En retard de" in page
    late = text(desk, QUEUE + "?retard=1")
    assert "Très en retard" in late
    assert "Plus tard" not in late


def test_filters_and_tabs(desk: Client) -> None:
    places = make_places()
    make_case(title="Compost en ville", nature="decret_arrete", place=places["commune:73065"])
    make_case(title="Licence de transport", nature="loi", state="qualified")
    make_case(title="Vieux cas", state="closed", next_on=None, next_what="", closed_at=clock.now())
    assert "Compost" in text(desk, QUEUE + "?nature=decret_arrete")
    assert "Licence" not in text(desk, QUEUE + "?nature=decret_arrete")
    assert "Compost" in text(desk, QUEUE + "?q=composts")
    assert "Licence" not in text(desk, QUEUE + "?q=composts")
    region = places["commune:73065"].region
    assert region is not None
    assert "Compost" in text(desk, QUEUE + f"?region={region.code}")
    assert "Licence" not in text(desk, QUEUE + f"?region={region.code}")
    assert "Compost" in text(desk, QUEUE + "?etat=a-trier")
    assert "Licence" in text(desk, QUEUE + "?etat=en-cours")
    assert "Vieux cas" in text(desk, QUEUE + "?etat=termines")
    assert "Vieux cas" not in text(desk, QUEUE)
    assert "Aucun cas avec ces filtres" in text(desk, QUEUE + "?q=girafe")


def test_nonsense_in_the_address_is_left_out(desk: Client) -> None:
    make_case()
    for query in (
        "?apres=9999-99-99.x",
        "?avant=2026-01-01.²",
        "?etat=rien&nature=x&region=zz",
        "?q='%22&apres=.",
        "?etat=termines&apres=-1",
    ):
        text(desk, QUEUE + query)


def test_pages_by_key_lose_nobody(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frenchimpact.barriers.queries.queue.PAGE", 2)
    today = clock.today()
    cases = [make_case(title=f"Cas {n}", next_on=today + dt.timedelta(days=n // 2)) for n in range(5)]
    seen: list[str] = []
    address, page = QUEUE, ""
    for _turn in range(3):
        page = text(desk, address)
        seen += rows_of(page)
        address = link(page, "next")
    assert seen == [one.reference for one in cases]
    assert address == ""
    page = text(desk, link(text(desk, link(page, "prev")), "prev"))
    assert rows_of(page) == [one.reference for one in cases[:2]]


def rows_of(page: str) -> list[str]:
    return re.findall(r'name="case" value="(F-[^"]+)"', page)


def link(page: str, rel: str) -> str:
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return html.unescape(found[1]) if found else ""


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_the_queue_asks_as_much_for_one_and_for_three(desk: Client) -> None:
    counts = []
    for _turn in range(2):
        make_case()
        text(desk, QUEUE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(desk, QUEUE)
        counts.append(len(asked))
        make_case()
    assert counts[0] == counts[1]


def test_one_s_own_cases_are_out_of_sight(client: Client) -> None:
    organisation = make_organisation(name="Les Roues")
    hacker = make_hacker()
    make_member(organisation, user=hacker)
    client.force_login(hacker)
    mine = [
        make_case(title="Par adresse", email=hacker.email.upper()),
        make_case(title="Par structure", organisation=organisation),
        make_case(title="Par compte", person=hacker),
    ]
    declared = make_case(title="Lien déclaré")
    Assigned.objects.create(
        case=declared, user=hacker, state="declined", reason="Lien", ties="Mon frère", answer_by=clock.today(), answered_at=clock.now()
    )
    other = make_case(title="Ouvert à tous")
    page = text(client, QUEUE)
    assert other.reference in page
    for case in [*mine, declared]:
        assert case.reference not in page
        assert client.get(at(case)).status_code == 404
    assert client.get(at(other)).status_code == 200


def test_a_hacker_writes_where_they_follow(client: Client) -> None:
    hacker, case = make_hacker(), make_case()
    client.force_login(hacker)
    assert "Enregistrer l’analyse" not in text(client, at(case))
    assert client.post(at(case, "ecrire/"), {"circle": "internal", "text": "Note"}).status_code == 403
    Assigned.objects.create(case=case, user=hacker, state="accepted", answer_by=clock.today(), answered_at=clock.now())
    assert "Enregistrer l’analyse" in text(client, at(case))
    assert client.post(at(case, "ecrire/"), {"circle": "internal", "text": "Note"}).status_code == 302


def test_neighbours_respect_the_filter(desk: Client) -> None:
    today = clock.today()
    first, hidden, last = (
        make_case(title=title, nature=nature, next_on=today + dt.timedelta(days=n))
        for n, (title, nature) in enumerate([("Un", "loi"), ("Caché", "delai"), ("Trois", "loi")])
    )
    page = text(desk, at(first, "?nature=loi"))
    assert f"{at(last)}?nature=loi" in page
    assert hidden.reference not in page
    assert at(first) in text(desk, at(last, "?nature=loi"))


def test_the_file_holds_the_lines_shown(desk: Client) -> None:
    make_case(title="=cmd()|calc", nature="loi")
    make_case(title="Autre", nature="delai")
    lines = b"".join(desk.get(QUEUE + "?format=csv&nature=loi")).decode()
    assert "'=cmd()|calc" in lines
    assert "Autre" not in lines


def test_several_are_confided_at_once_and_refusals_told(desk: Client) -> None:
    hacker = make_hacker()
    free, tied = make_case(title="Libre"), make_case(title="Lié", person=hacker)
    response = desk.post(
        QUEUE + "plusieurs/", {"case": [free.reference, tied.reference], "act": "assign", "hacker": hacker.pk}, follow=True
    )
    page = response.content.decode()
    assert "1 cas traité" in page
    assert "Denis a un lien avec qui demande" in page
    assert Assigned.objects.get(case=free).state == "proposed"
    assert not tied.assigned.exists()
    assert "Cochez des cas" in desk.post(QUEUE + "plusieurs/", {"act": "assign"}, follow=True).content.decode()


def test_a_case_shows_the_words_and_its_circles(desk: Client) -> None:
    case = make_case(name="Gaëlle", norm_words="Code des transports")
    write(case=case, circle=Circle.PERSON, author=Message.Author.PERSON, text="Bonjour à vous")
    write(case=case, circle=Circle.INTERNAL, author=Message.Author.DESK, text="À voir avec Luc", by=make_operator(email="b@exemple.test"))
    make_published("Conduire des personnes âgées à leurs rendez-vous")
    page = text(desk, at(case))
    for words in (case.wish, case.obstacle, "Bonjour à vous", "Conduire des personnes âgées"):
        assert words in page, words
    assert "À voir avec Luc" not in page
    assert "À voir avec Luc" in text(desk, at(case, "?cercle=internal"))


def test_what_the_person_will_see_comes_before_what_they_see(desk: Client) -> None:
    case = make_case(name="Gaëlle")
    sent = {"circle": "person", "text": "Voici <b>la</b> suite.\n\nDeux lignes."}
    page = desk.post(at(case, "ecrire/"), sent).content.decode()
    assert "Ce que verra l’usager" in page
    assert "Voici &lt;b&gt;la&lt;/b&gt; suite." in page
    assert case.email in page
    assert not Message.objects.exists()
    assert not Mail.objects.exists()
    again = desk.post(at(case, "ecrire/"), {**sent, "change": "1"}).content.decode()
    assert "Voici &lt;b&gt;la&lt;/b&gt; suite.\n\nDeux lignes." in again
    assert desk.post(at(case, "ecrire/"), {**sent, "send": "1"}).status_code == 302
    assert Message.objects.get().circle == "person"
    assert Mail.objects.get().to == case.email


def test_two_write_the_card_and_neither_loses(desk: Client) -> None:
    case = make_case()
    seen = seen_in(text(desk, at(case)))
    base = {"nature": "inconnu", "level": "unknown", "effect": "unknown", "channel": "", "seen": seen}
    assert desk.post(at(case, "analyse/"), {**base, "question": "Faut-il une licence ?"}).status_code == 302
    # Another field, from the page of before: both are kept.
    assert desk.post(at(case, "analyse/"), {**base, "risk": "Un contrôle."}).status_code == 302
    card = Analysis.objects.get(case=case)
    assert (card.question, card.risk) == ("Faut-il une licence ?", "Un contrôle.")
    # The same field: both texts come back, nothing is written over.
    response = desk.post(at(case, "analyse/"), {**base, "question": "Une autre question", "nature": "loi"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Faut-il une licence ?" in page
    assert "Une autre question" in page
    assert Analysis.objects.get(case=case).question == "Faut-il une licence ?"
    kept = {**base, "question": "Une autre question", "risk": "Un contrôle.", "nature": "loi", "seen": seen_in(page)}
    assert desk.post(at(case, "analyse/"), kept).status_code == 302
    assert Analysis.objects.get(case=case).question == "Une autre question"
    case.refresh_from_db()
    assert case.nature == "loi"


def test_texts_are_cited_found_and_taken_out(desk: Client) -> None:
    case, norm = make_case(), make_norm(repealed_on=clock.today())
    assert "Code des transports, L. 3120-1" in text(desk, at(case, "?texte=transports"))
    desk.post(at(case, "textes-cites/"), {"norm": norm.pk})
    assert "Abrogé le" in text(desk, at(case))
    desk.post(at(case, "textes-cites/"), {"lines": "Code du travail, L. 1221-1"})
    assert CaseNorm.objects.filter(case=case).count() == 2
    assert Norm.objects.get(text="Code du travail").article == "L. 1221-1"
    desk.post(at(case, "textes-cites/"), {"norm": norm.pk, "remove": "1"})
    assert CaseNorm.objects.filter(case=case).count() == 1


def test_the_next_step_and_the_pause(desk: Client) -> None:
    case = make_case()
    past = {"act": "plan", "next_on": (clock.today() - dt.timedelta(days=1)).isoformat(), "next_what": "Relancer"}
    assert "pas encore passé" in desk.post(at(case, "suite/"), past).content.decode()
    assert desk.post(at(case, "suite/"), {**past, "next_on": clock.today().isoformat()}).status_code == 302
    case.refresh_from_db()
    assert case.next_what == "Relancer"
    assert desk.post(at(case, "suite/"), {"act": "pause", "reason": ""}).status_code == 422
    desk.post(at(case, "suite/"), {"act": "pause", "reason": "Décision de justice attendue"})
    assert "Décision de justice attendue" in text(desk, at(case))
    desk.post(at(case, "suite/"), {"act": "resume"})
    assert Pause.objects.get().until == clock.today()


SERVICE: dict[str, Any] = {"name": "DREAL", "level": "state_local", "email": "dreal@exemple.test", "is_active": "on"}


def test_the_address_book(desk: Client) -> None:
    assert "Le carnet est vide" in text(desk, QUEUE + "services/")
    make_places()
    assert desk.post(QUEUE + "services/ajouter/", {**SERVICE, "place": "Savoie", "natures": ["loi"]}).status_code == 302
    service = Authority.objects.get()
    assert service.place is not None
    assert service.natures == ["loi"]
    twice = desk.post(QUEUE + "services/ajouter/", SERVICE)
    assert twice.status_code == 422
    assert "déjà dans le carnet" in twice.content.decode()
    assert desk.post(f"{QUEUE}services/{service.pk}/", {**SERVICE, "is_active": ""}).status_code == 302
    assert "N’est plus proposé" in text(desk, QUEUE + "services/")
    assert "dreal@exemple.test" in text(desk, QUEUE + "services/?q=drea")


def test_texts_and_barriers(desk: Client) -> None:
    given = {"text": "Code des transports", "article": "L. 3120-1", "level": "parliament", "read_on": "2026-11-01"}
    assert desk.post(QUEUE + "textes/ajouter/", given).status_code == 302
    assert "déjà là" in desk.post(QUEUE + "textes/ajouter/", {**given, "text": "code  des TRANSPORTS"}).content.decode()
    norm = Norm.objects.get()
    made = {
        "title": "Licence du transport solidaire",
        "nature": "loi",
        "level": "parliament",
        "norms": "Code des transports, L. 3120-1\nCode du travail",
        "state": "open",
        "authority": str(make_authority().pk),
    }
    assert desk.post(QUEUE + "textes/freins/ajouter/", made).status_code == 302
    barrier = Barrier.objects.get()
    assert barrier.norms.count() == 2
    make_case(barrier=barrier, title="Un cas de ce frein")
    page = text(desk, f"{QUEUE}textes/freins/{barrier.reference}/")
    assert "Un cas de ce frein" in page
    assert barrier.title in text(desk, f"{QUEUE}textes/freins/?texte={norm.pk}")
    assert barrier.title in text(desk, f"{QUEUE}textes/{norm.pk}/")
    assert "Code des transports, L. 3120-1" in text(desk, QUEUE + "textes/?q=3120")
    desk.post(f"{QUEUE}textes/freins/{barrier.reference}/", {**made, "norms": "", "state": "lifted"})
    barrier.refresh_from_db()
    assert barrier.state == "lifted"
    assert not barrier.norms.exists()


def test_each_hacker_keeps_their_card(client: Client) -> None:
    make_terms()
    hacker, other = make_hacker(), make_hacker("Luc")
    client.force_login(hacker)
    assert client.get(f"{QUEUE}hackers/{other.pk}/").status_code == 403
    assert client.post(f"{QUEUE}hackers/{hacker.pk}/", {"most_cases": "2", "natures": ["loi"], "office": "DGE"}).status_code == 302
    page = text(client, QUEUE + "hackers/")
    assert "0 / 2" in page
    assert "DGE" in page


def test_delays_say_nothing_under_eleven(desk: Client) -> None:
    cache.clear()
    for _turn in range(10):
        make_answered_case()
    assert "Pas encore assez" in text(desk, QUEUE + "delais/")
    make_answered_case()
    cache.clear()
    page = text(desk, QUEUE + "delais/")
    assert "jours ouvrés" in page
    assert "d’après 11 cas" in page


def make_answered_case() -> Case:
    received = clock.now() - dt.timedelta(days=28)
    done = received + dt.timedelta(days=14)
    case = make_case(
        state="closed", nature="loi", next_on=None, next_what="", received_at=received, answered_at=done, settled_at=done, closed_at=done
    )
    Pause.objects.create(
        case=case, reason="Précision demandée", since=(received + dt.timedelta(days=1)).date(), until=(done - dt.timedelta(days=1)).date()
    )
    return case


def test_the_delays_of_the_database_are_those_of_the_clocks(desk: Client) -> None:
    from frenchimpact.barriers.queries.cases import clock_of
    from frenchimpact.barriers.queries.observed import read_parts

    spent = [clock_of(make_answered_case()).spent for _turn in range(11)]
    found = read_parts("settled_at")[""]
    assert found.count == 11
    assert found.range is not None
    assert found.range.middle == max(1, sorted(spent)[5])


def test_the_target_is_counted_on_every_case_of_twelve_months_by_days_of_france(db: None) -> None:
    from frenchimpact.barriers.queries.delays import on_time

    # Half past midnight of a Tuesday in Paris is still Monday elsewhere: five working days end on the next Tuesday.
    tuesday = next(day for n in range(20, 30) if (day := clock.today() - dt.timedelta(days=n)).weekday() == 1)
    received = dt.datetime.combine(tuesday, dt.time(0, 30), ZoneInfo("Europe/Paris"))
    answered = dt.datetime.combine(tuesday + dt.timedelta(days=7), dt.time(12), ZoneInfo("Europe/Paris"))
    for _turn in range(clocks.FEWEST):
        make_case(received_at=received, answered_at=answered)
    long_ago = clock.now() - dt.timedelta(days=800)
    make_case(received_at=long_ago, answered_at=long_ago)
    assert on_time() == (clocks.FEWEST, clocks.FEWEST)


def test_in_english(desk: Client) -> None:
    case = make_case()
    make_barrier()
    for page in ("", "services/", "textes/", "textes/freins/", "hackers/", "delais/", f"{case.reference}/", f"{case.reference}/orienter/"):
        assert desk.get(f"/en{QUEUE}{page}").status_code == 200


def test_the_first_screen_says_what_waits_to_each(client: Client) -> None:
    operator, hacker = make_operator(), make_hacker()
    past = clock.today() - dt.timedelta(days=1)
    make_case(title="À trier")
    mine = make_case(state="assigned", owner=hacker, next_on=past)
    asked = make_case(state="qualified")
    Assigned.objects.create(case=mine, user=hacker, state="accepted", answer_by=past, answered_at=clock.now())
    Assigned.objects.create(case=asked, user=hacker, answer_by=clock.today())
    client.force_login(operator)
    page = text(client, "/mon-espace/")
    for words in ("Un frein est à trier", "Un frein est en retard", "Un hacker doit répondre"):
        assert words in page, words
    client.force_login(hacker)
    page = text(client, "/mon-espace/")
    assert "Un frein vous est proposé" in page
    assert "Un frein que vous suivez attend" in page
    assert "à trier" not in page
    client.force_login(make_person())
    assert "Guichet des freins" not in text(client, "/mon-espace/")
