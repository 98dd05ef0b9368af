"""From an open call to a label that anyone can verify, end to end; and the ranking of a territories' call."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.calls.actions import admit, find_complete, set_criterion
from frenchimpact.calls.models import Application, Call, Cohort, Question
from frenchimpact.calls.tests.factories import make_call
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.reviews import actions
from frenchimpact.reviews.models import Jury, Signature
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    give,
    jurors_in,
    make_cohort,
    make_file,
    make_juror,
    make_operator,
    make_person,
)
from frenchimpact.reviews.tests.test_scores import SESSION
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page, enter
from tests.journeys.test_calls import permanent_call, sign_in
from tests.journeys.test_jury import tab_to
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]


def weigh(call: Call) -> None:
    """The grid of the worked example."""
    for code, weight in GRID.items():
        set_criterion(
            call=call, by=None, code=code.lower(), title=f"Critère {code}", weight=weight, eliminatory_below=2 if code == "C3" else None
        )


def close(cohort: Cohort) -> Cohort:
    """Its last second has gone by."""
    past = timezone.now() - dt.timedelta(minutes=1)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=past)
    cohort.refresh_from_db()
    return cohort


def at_their_screen(visitor: Visitor, person: User, path: str) -> Page:
    page = visitor("/robots.txt")
    page.set_default_timeout(8000)
    enter(page, person)
    page.goto(path)
    return page


def test_from_readiness_to_a_label_that_a_stranger_sees_suspended(visitor: Visitor) -> None:
    make_terms()
    make_kind("structure")
    call = permanent_call()
    weigh(call)
    Question.objects.filter(form__call=call, key="statutes").update(is_required=False)
    Cohort.objects.filter(call=call).update(min_reviewers=2)
    incubator, operator = make_member(make_organisation(name="Le Nid")), make_operator()

    # Ready, without an account; then the file, handed in.
    page = visitor(f"/appels/{call.slug}/suis-je-pret/")
    page.set_default_timeout(8000)
    page.get_by_label("Année de création ?").fill("2015")
    page.get_by_role("button", name="Voir où j’en suis").click()
    expect(page.get_by_text("Vous remplissez les conditions")).to_be_visible()
    sign_in(page, incubator)
    page.get_by_role("link", name="Commencer ma candidature").click()
    page.get_by_role("button", name="Commencer le dossier").click()
    page.get_by_role("link", name="Votre structure", exact=True).click()
    page.get_by_label("Votre mission").fill("Faire grandir des projets.")
    page.get_by_label("Personnes accompagnées").fill("42")
    page.get_by_label("J’adhère à la charte").check()
    page.get_by_role("group", name="Demandez-vous une aide ?").get_by_label("Non").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_label("J’ai relu le dossier").check()
    page.get_by_role("button", name="Déposer la candidature").click()
    expect(page.get_by_role("heading", name="Votre candidature est déposée")).to_be_visible()
    file = Application.objects.get()

    # A correction, asked and answered; the file is complete and admissible.
    desk = at_their_screen(visitor, operator, f"/mon-espace/appels/{call.slug}/candidatures/{file.reference}/")
    desk.get_by_text("Demander un complément").click()
    desk.get_by_label("Ce qui manque").fill("Dites pour quels publics.")
    desk.get_by_label("Votre mission").check()
    desk.get_by_role("button", name="Envoyer la demande").click()
    page.goto(f"/mon-espace/candidatures/{file.reference}/complement/")
    page.get_by_label("Votre mission").fill("Faire grandir des projets de jeunes.")
    page.get_by_role("button", name="Envoyer le complément").click()
    desk.reload()
    desk.get_by_role("button", name="Le dossier est complet").click()
    desk.get_by_role("button", name="Le dossier est recevable").click()
    expect(desk.get_by_text("Recevable").first).to_be_visible()

    # Three jurors: each declares their ties, and one has a tie.
    jury = actions.compose_jury(cohort=close(call.cohorts.get()), by=operator, readers_per_file=2)
    people = [make_person(name) for name in ("Agathe", "Tariq", "Élise")]
    for number, person in enumerate(people):
        make_juror(jury, person, is_chair=number == 0)
    actions.open_jury(jury=jury, by=operator)
    seats = [at_their_screen(visitor, person, "/mon-espace/jury/") for person in people]
    for seat, has_tie in zip(seats, (False, False, True), strict=True):
        declare(seat, has_tie=has_tie)
    actions.assign_automatically(jury=Jury.objects.get(pk=jury.pk), by=operator)

    # Two of them read, score and vote, by keyboard; the third sees nothing of the file.
    for seat in seats[:2]:
        score_by_keyboard(seat, "43454")
    seats[2].goto(f"/mon-espace/jury/{jury.pk}/dossiers/{file.reference}/")
    expect(seats[2].get_by_role("heading", name="Cette page n’existe pas")).to_be_visible()
    desk.goto(f"/mon-espace/jurys/{jury.pk}/seance/")
    desk.get_by_text("Ouvrir la séance").first.click()
    desk.get_by_label("Quorum").fill("2")
    desk.get_by_role("button", name="Ouvrir la séance").click()
    expect(desk.locator("main table")).to_contain_text("80,00")
    for seat in seats[:2]:
        vote_by_keyboard(seat, jury)
    session = Jury.objects.get(pk=jury.pk).session
    actions.note_presence(session=session, present=jurors_in(jury))
    desk.reload()
    desk.get_by_role("button", name="Clore la séance").click()
    expect(desk.get_by_text("La séance est close")).to_be_visible()
    for seat in seats[:2]:
        seat.reload()
        tab_to(seat, "Signer le procès-verbal")
        seat.keyboard.press("Enter")
        expect(seat.get_by_text("Vous avez signé le procès-verbal.")).to_be_visible()
    assert Signature.objects.count() == 2

    # A named person decides; the letter is read, then leaves.
    desk.goto(f"/mon-espace/decider/{file.reference}/")
    desk.get_by_label("Accepté").check()
    desk.get_by_label("Vous décidez en qualité de").fill("Directrice du programme")
    desk.get_by_role("button", name="Prendre la décision").click()
    desk.get_by_role("link", name=re.compile("^Lot du")).click()
    desk.get_by_role("link", name="Le Nid").click()
    expect(desk.get_by_role("heading", name="Votre candidature est acceptée")).to_be_visible()
    desk.get_by_role("button", name="Ce courrier est juste").click()
    assert not Label.objects.exists()
    desk.goto(f"/mon-espace/jurys/{jury.pk}/decisions/")
    desk.get_by_role("link", name=re.compile("^Lot du")).click()
    desk.locator("form[action$='/envoyer/'] button").click()
    expect(desk.get_by_text("Les courriers sont partis ensemble")).to_be_visible()
    work()

    # The incubator reads its decision and shows its badge.
    page.goto(f"/mon-espace/candidatures/{file.reference}/")
    page.get_by_role("link", name=re.compile("^Lire la décision")).click()
    expect(page.locator("main")).to_contain_text("est acceptée")
    label = Label.objects.get()
    page.goto(f"/labels/{label.reference}/")
    expect(page.get_by_role("img", name=re.compile("Badge du label"))).to_be_visible()
    badge = page.request.get(f"/labels/{label.reference}/badge.png").body()

    # A stranger verifies it, the operator suspends the label, and the stranger sees that.
    stranger = visitor("/verifier/")
    verify(stranger, badge)
    expect(stranger.get_by_role("heading", name="Attestation valide")).to_be_visible()
    expect(stranger.locator("main")).to_contain_text("Le Nid")
    desk.goto(f"/mon-espace/labels/{label.reference}/etape/suspend/")
    desk.locator("textarea[name=reasons]").fill("Le rapport annuel manque.")
    desk.get_by_role("button", name="Suspendre le label").click()
    expect(desk.locator("main").get_by_text("Le rapport annuel manque.").first).to_be_visible()
    verify(stranger, badge)
    expect(stranger.get_by_role("heading", name="Label suspendu")).to_be_visible()


def declare(seat: Page, *, has_tie: bool) -> None:
    """The declaration, by keyboard."""
    tab_to(seat, "Déclarer mes liens")
    seat.keyboard.press("Enter")
    expect(seat.get_by_role("heading", level=1)).to_have_text("Mes liens d’intérêts")
    tab_to(seat, "Aucun lien")
    seat.keyboard.press("Space")
    if has_tie:
        seat.keyboard.press("ArrowDown")
        tab_to(seat, "Précisez le lien")
        seat.keyboard.type("Salariée jusqu’en 2025")
    tab_to(seat, "Signer ma déclaration")
    seat.keyboard.press("Enter")
    expect(seat.get_by_text("Votre déclaration est enregistrée")).to_be_visible()


def score_by_keyboard(seat: Page, digits: str) -> None:
    """One file: from the list of files to the opinion sent."""
    seat.reload()
    tab_to(seat, "Commencer")
    seat.keyboard.press("Enter")
    expect(seat.get_by_role("heading", level=1)).to_have_text("Le Nid")
    # The keys are at work once the page says so.
    expect(seat.get_by_text("Au clavier")).to_be_visible()
    tab_to(seat, "Aller à mon évaluation")
    seat.keyboard.press("Enter")
    # The way back to the file first, then the grid.
    seat.keyboard.press("Tab")
    seat.keyboard.press("Tab")
    for digit in digits:
        seat.keyboard.press(digit)
    seat.keyboard.type("Un dossier solide.")
    seat.keyboard.press("Control+Enter")
    expect(seat.get_by_text("c’était le dernier dossier")).to_be_visible()


def vote_by_keyboard(seat: Page, jury: Jury) -> None:
    seat.goto(f"/mon-espace/jury/{jury.pk}/seance/")
    tab_to(seat, "Pour")
    seat.keyboard.press("Space")
    tab_to(seat, "Enregistrer")
    seat.keyboard.press("Enter")
    expect(seat.get_by_text("C’est noté.")).to_be_visible()


def verify(stranger: Page, badge: bytes) -> None:
    stranger.goto("/verifier/")
    stranger.locator("input[type=file]").set_input_files({"name": "badge.png", "mimeType": "image/png", "buffer": badge})
    stranger.get_by_role("button", name="Vérifier", exact=True).click()


def test_a_collective_with_three_challenges_is_ranked_under_both_regimes(visitor: Callable[..., Page]) -> None:
    table = {
        "key": "defis",
        "label": "Trois défis",
        "kind": Question.Kind.TABLE,
        "options": [["titre", "Défi"]],
        "min_rows": 3,
        "max_rows": 3,
    }
    call = make_call(title="Territoires", applicant=Call.Applicant.COLLECTIVE, questions=[table])
    weigh(call)
    Cohort.objects.filter(call=call).update(regime=Cohort.Regime.CONCOURS)
    lead = make_member(make_organisation(name="Agglomération"))
    page = visitor(f"/appels/{call.slug}/", width=320)
    page.set_default_timeout(8000)
    sign_in(page, lead)
    page.get_by_role("link", name="Commencer", exact=True).click()
    page.get_by_role("button", name="Commencer le dossier").click()
    page.get_by_role("link", name="Votre structure", exact=True).click()
    for number, words in enumerate(["Se déplacer", "Bien manger", "Décider ensemble"]):
        page.get_by_label("Défi").nth(number).fill(words)
    # It saves by itself.
    expect(page.locator("[data-save-text]")).to_contain_text("Enregistré à", timeout=8000)
    check_page(page)
    file = Application.objects.get()
    page.goto(f"/mon-espace/candidatures/{file.reference}/equipe/")
    page.get_by_label("Nom de la structure").fill("La Ressourcerie")
    page.get_by_label("C’est").select_option("ess")
    page.get_by_label("Adresse de la personne qui confirme").fill("anne@exemple.test")
    page.get_by_role("button", name="Demander sa confirmation").click()
    expect(page.get_by_text("En attente")).to_be_visible()
    check_page(page)

    link = re.search(r"/candidatures/confirmer/[\w-]+/", Mail.objects.get(kind="calls.partner").text)
    assert link is not None
    member = visitor(link[0])
    check_page(member)
    member.get_by_label("Vos nom et fonction").fill("Anne Roux, présidente")
    member.get_by_role("button", name="Oui, nous participons").click()
    expect(member.get_by_text("Vous avez confirmé")).to_be_visible()

    page.goto(f"/mon-espace/candidatures/{file.reference}/verifier/")
    page.get_by_label("J’ai relu le dossier").check()
    page.get_by_role("button", name="Déposer la candidature").click()
    expect(page.get_by_role("heading", name="Votre candidature est déposée")).to_be_visible()

    # The collective is file A of the worked example; B, C and E come with it, then five jurors, their marks and their ties.
    operator = make_operator()
    admit(application=find_complete(application=file, by=operator), by=operator)
    file.refresh_from_db()
    desk = at_their_screen(visitor, operator, "/")
    expect_ranking(desk, judged(close(file.cohort), {"A": file}, "ABCE", operator), ["B 73,33", "A 72,67", "C", "E 75,33"])
    expect_ranking(desk, judged(make_cohort("concours"), {}, "AB", operator), ["A 72,67", "B 70,75"])
    expect_ranking(desk, judged(make_cohort("examen"), {}, "ABCE", operator), ["B 74,80", "A 72,67", "C", "E 76,80"])


def judged(cohort: Cohort, files: dict[str, Application], names: str, operator: User) -> Jury:
    """The worked example, on these files and on others made for it."""
    for name in names:
        if name not in files:
            files[name] = make_file(cohort, make_organisation(name=f"Territoire {name}"))
    jury = actions.compose_jury(cohort=cohort, by=operator)
    jurors = [make_juror(jury, is_chair=number == 0) for number in range(5)]
    for juror in jurors:
        declare_none(juror)
    jury = actions.open_jury(jury=jury, by=operator)
    jurors = jurors_in(jury)
    for name in names:
        for number, juror in enumerate(jurors, 1):
            marks = SESSION[name][f"R{number}"]
            if any(mark is not None for mark in marks.values()):
                actions.assign_by_hand(juror=juror, application=files[name], by=operator)
                give(juror, files[name], marks)
    for number, name in ((4, "A"), (5, "C"), (4, "C")):
        if name in names:
            actions.recuse(juror=jurors[number - 1], because_of=files[name], reason="Lien", origin="own", by=operator)
    return jury


def expect_ranking(desk: Page, jury: Jury, expected: list[str]) -> None:
    """The rows of the board, in their order: the file, and its total when there is one."""
    desk.goto(f"/mon-espace/jurys/{jury.pk}/seance/")
    rows = []
    for row in desk.locator("main table").first.locator("tbody tr").all():
        name = "A" if "Agglomération" in row.inner_text() else row.locator("th").inner_text().split()[1]
        total = row.locator("td[data-l='Total']").inner_text()
        rows.append(name if total == "N/A" else f"{name} {total}")
    assert rows == expected
