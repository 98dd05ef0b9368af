"""Pages of juries and decisions: what they show, and to whom."""

import datetime as dt
import json
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Cohort, Criterion
from frenchimpact.calls.rules import can_check, can_read_content
from frenchimpact.core import clock
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment as Role
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.reviews import actions, queries
from frenchimpact.reviews.models import Appeal, Batch, Declaration, Juror, Jury, Recusal, Review, Session
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    files_of,
    give,
    jurors_in,
    make_cohort,
    make_file,
    make_juror,
    make_jury,
    make_open_jury,
    make_operator,
    make_person,
)
from frenchimpact.reviews.tests.test_decisions import REASONS, judged, send
from frenchimpact.reviews.tests.test_sessions import conclude, make_session

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
FULL: dict[str, int | None] = dict.fromkeys(GRID, 3)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: Any, status: int = 200) -> str:
    response = client.get(reverse(f"reviews:{name}", args=args))
    assert response.status_code == status
    return response.content.decode()


def post(client: Client, name: str, *args: Any, data: dict[str, Any] | None = None, status: int = 302) -> str:
    response = client.post(reverse(f"reviews:{name}", args=args), data or {})
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


class TestJuror:
    def test_only_names_are_shown_before_ties_are_declared(self) -> None:
        jury = make_jury()
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        client = as_(juror.user)
        assert "Dites d’abord si vous avez un lien avec 2 candidats" in page(client, "desk")
        text = page(client, "ties", jury.pk)
        assert file.organisation.name in text
        assert "Résumé" not in text
        assert file.reference not in text
        # Nor the key of the file: references come in the same order as keys.
        assert f"nature-{file.pk}" not in text
        page(client, "evaluation", jury.pk, file.reference, status=404)

    def test_declaring_says_what_is_missing_then_what_it_costs(self) -> None:
        jury = make_jury()
        juror, (file, other) = jurors_in(jury)[0], files_of(jury)
        client = as_(juror.user)
        first, second = (queries.code_of(juror, one) for one in (file, other))
        text = post(client, "ties", jury.pk, data={f"nature-{first}": "work"}, status=422)
        assert "Il manque 2 réponses" in text
        assert not Declaration.objects.exists()
        data = {f"nature-{first}": "work", f"words-{first}": "Salariée en 2025", f"nature-{second}": "none"}
        post(client, "ties", jury.pk, data=data)
        assert Recusal.objects.get().application == file

    @pytest.mark.parametrize("name", ["nature-x", "nature-٣", "nature-99999999999999999999", "nature-"])
    def test_hostile_names_of_fields_are_left_out(self, name: str) -> None:
        jury = make_jury()
        post(as_(jurors_in(jury)[0].user), "ties", jury.pk, data={name: "none"}, status=422)

    def test_a_file_is_read_without_what_is_not_for_the_jury(self) -> None:
        jury = make_open_jury()
        text = page(as_(jurors_in(jury)[0].user), "evaluation", jury.pk, files_of(jury)[0].reference)
        assert "accompagne" in text
        assert "SECRET" not in text

    def test_an_anonymous_file_tells_nothing_of_who_applies(self) -> None:
        organisation = make_organisation(name="Les Mains Vertes de Savoie")
        cohort = make_cohort()
        make_file(cohort, organisation)
        jury = make_open_jury(cohort=cohort, files=0, is_anonymous=True)
        file = files_of(jury)[0]
        client = as_(jurors_in(jury)[0].user)
        for text in (page(client, "evaluation", jury.pk, file.reference), page(client, "desk")):
            assert "Mains Vertes" not in text
            assert str(file.lead) not in text
        assert "[masqué] accompagne" in page(client, "evaluation", jury.pk, file.reference)

    def test_the_address_of_somebody_else_s_file_does_not_exist(self) -> None:
        jury, other = make_open_jury(), make_open_jury()
        client = as_(jurors_in(jury)[0].user)
        theirs = files_of(other)[0].reference
        page(client, "evaluation", jury.pk, theirs, status=404)
        page(client, "evaluation", other.pk, theirs, status=404)
        post(client, "review_send", jury.pk, theirs, status=404)
        post(client, "step_aside", other.pk, theirs, data={"reason": "x"}, status=404)
        page(as_(make_person()), "evaluation", jury.pk, files_of(jury)[0].reference, status=404)

    def test_a_recused_juror_no_longer_finds_the_file(self) -> None:
        jury = make_open_jury()
        juror, (file, other) = jurors_in(jury)[0], files_of(jury)
        client = as_(juror.user)
        page(client, "evaluation", jury.pk, file.reference)
        assert "en quelques mots" in post(client, "step_aside", jury.pk, file.reference, status=422)
        post(client, "step_aside", jury.pk, file.reference, data={"reason": "Mon frère y travaille"})
        page(client, "evaluation", jury.pk, file.reference, status=404)
        page(client, "evaluation", jury.pk, other.reference)
        assert "Vous ne lisez pas 1 dossier" in page(client, "desk")

    def test_without_script_scores_are_kept_and_what_is_missing_is_told(self) -> None:
        jury = make_open_jury()
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        client = as_(juror.user)
        page(client, "evaluation", jury.pk, file.reference)
        first = Criterion.objects.filter(call=file.call)[0]
        text = post(client, "review_send", jury.pk, file.reference, data={f"score.{first.pk}": "4"}, status=422)
        assert "Il reste 5 réponses à donner" in text
        review = Review.objects.get(juror=juror, application=file)
        assert review.scores.get().value == 4
        post(client, "review_send", jury.pk, file.reference, data={"opinion": "Bien.", "draft": "1"})
        review.refresh_from_db()
        assert (review.opinion, review.sent_at) == ("Bien.", None)

    def test_two_windows_without_script_lose_nothing_of_what_was_typed(self) -> None:
        jury = make_open_jury()
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        client = as_(juror.user)
        page(client, "evaluation", jury.pk, file.reference)
        first = Criterion.objects.filter(call=file.call)[0]
        score = f"score.{first.pk}"
        kept = {score: "2", "opinion": "Fragile.", "draft": "1", "page": "one", "marks": "{}"}
        post(client, "review_send", jury.pk, file.reference, data=kept)
        theirs = {score: "4", "opinion": "Solide.", "draft": "1", "page": "two", "marks": "{}"}

        text = post(client, "review_send", jury.pk, file.reference, data=theirs, status=409)

        assert "Une autre de vos fenêtres" in text
        assert f"<strong>{first.title}" in text
        assert f'name="{score}" value="4" checked' in text
        assert ">Solide.</textarea>" in text
        assert "Fragile." in text
        shown = json.dumps({name: mark["version"] for name, mark in Review.objects.get().marks.items()})
        post(client, "review_send", jury.pk, file.reference, data={**theirs, "marks": shown})
        assert Review.objects.get().opinion == "Solide."

    def test_validating_leads_to_the_next_file_then_to_the_desk(self) -> None:
        jury = make_open_jury()
        juror, (file, other) = jurors_in(jury)[0], files_of(jury)
        client = as_(juror.user)
        data = {"opinion": "Solide.", **{f"score.{one.pk}": "3" for one in Criterion.objects.filter(call=file.call)}}
        for reference, then in ((file.reference, other.reference), (other.reference, "/mon-espace/jury/")):
            page(client, "evaluation", jury.pk, reference)
            response = client.post(reverse("reviews:review_send", args=[jury.pk, reference]), data)
            assert response.status_code == 302
            assert then in response["Location"]
        assert "Tous vos avis sont rendus" in page(client, "desk")

    def test_others_are_hidden_until_one_s_own_is_sent(self) -> None:
        jury = make_open_jury()
        first, second = jurors_in(jury)[:2]
        file = files_of(jury)[0]
        give(first, file, FULL)
        client = as_(second.user)
        before = page(client, "evaluation", jury.pk, file.reference)
        assert "1 autre avis est rendu" in before
        assert "Un dossier solide." not in before
        give(second, file, FULL)
        assert str(first) in page(client, "evaluation", jury.pk, file.reference)

    def test_two_windows_saving_at_once_lose_nothing(self) -> None:
        jury = make_open_jury()
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        client = as_(juror.user)
        page(client, "evaluation", jury.pk, file.reference)
        answers = []
        for window in ("one", "two"):
            body = json.dumps({"changes": {"opinion": {"value": f"De {window}", "version": 0}}})
            address = reverse("reviews:review_save", args=[jury.pk, file.reference])
            answers.append(client.patch(address, body, content_type="application/json", headers={"X-Page": window}))
        assert [one.status_code for one in answers] == [200, 409]
        assert answers[1].json()["conflicts"]["opinion"]["theirs"] == "De one"

    def test_the_desk_costs_the_same_for_one_file_and_for_three(self) -> None:
        counts = []
        for files in (1, 3):
            jury = make_open_jury(files=files)
            client = as_(jurors_in(jury)[0].user)
            page(client, "desk")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(client, "desk")
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_an_ended_mandate_opens_nothing(self) -> None:
        import datetime as dt

        from frenchimpact.core import clock

        jury = make_jury(jurors=0)
        day = clock.today()
        juror = make_juror(jury, mandate_from=day - dt.timedelta(days=9), mandate_until=day - dt.timedelta(days=1))
        page(as_(juror.user), "ties", jury.pk, status=404)
        assert "Vous ne siégez dans aucun jury" in page(as_(juror.user), "desk")


class TestOperator:
    def test_a_jury_is_composed_and_opened_from_its_pages(self) -> None:
        operator, cohort, person = make_operator(), make_cohort(min_reviewers=1, min_scores_per_criterion=1), make_person("Léa Dupré")
        make_file(cohort)
        client = as_(operator)
        post(client, "juries", data={"cohort": cohort.pk, "readers_per_file": 1})
        jury = Jury.objects.get()
        data = {"j-email": person.email, "j-quality": "Directrice", "j-mandate_until": "2099-01-01", "j-capacity": 5, "j-is_chair": "on"}
        assert "Aucun compte" in post(client, "juror_appoint", jury.pk, data={**data, "j-email": "x@y.test"}, status=422)
        post(client, "juror_appoint", jury.pk, data=data)
        assert "Léa Dupré" in page(client, "jury", jury.pk)
        assert "juror" in person.assignments.values_list("role", flat=True)
        post(client, "jury_open", jury.pk)
        assert "figée" in page(client, "jury", jury.pk)
        post(client, "juror_appoint", jury.pk, data={**data, "j-email": make_person().email}, status=409)

    def test_an_operator_who_sits_keeps_their_pages_but_for_what_a_juror_must_not_see(self) -> None:
        jury = make_open_jury()
        member, others = jurors_in(jury)[0], jurors_in(jury)[1:]
        page(as_(member.user), "jury", jury.pk, status=404)
        page(as_(member.user), "juries", status=403)
        Role.objects.create(user=member.user, role=Role.Role.OPERATOR)
        tied, other = files_of(jury)
        actions.recuse(juror=member, because_of=tied, reason="Un lien", origin="own", by=member.user)
        for file in (tied, other):
            for juror in others:
                give(juror, file, FULL)
        client = as_(member.user)
        page(client, "jury", jury.pk)
        text = page(client, "readers", jury.pk)
        assert "1 dossier n’est pas montré" in text
        assert (other.reference in text, tied.reference in text) == (True, False)
        post(client, "reader_add", jury.pk, data={"application": tied.reference, "juror": others[0].pk}, status=422)
        # Nobody who still scores sees what the others gave, nor the total.
        text = page(client, "board", jury.pk)
        assert "Vous notez aussi" in text
        assert "60,00" not in text
        give(member, other, FULL)
        actions.hold_session(jury=jury, quorum=2, by=make_operator())
        text = page(client, "board", jury.pk)
        assert "60,00" in text
        assert (other.organisation.name in text, tied.organisation.name in text) == (True, False)
        page(client, "passage", jury.pk, other.reference)
        page(client, "passage", jury.pk, tied.reference, status=404)
        assert not can_read_content(member.user, tied)
        assert not can_check(member.user, tied)
        assert can_read_content(member.user, other)
        post(client, "session_close", jury.pk, status=422)
        post(client, "presence", jury.pk, data={"present": [one.pk for one in others]})
        for passage in jury.session.passages.all():
            actions.cast_ballot(juror=others[0], passage=passage, choice="for")
        post(client, "session_close", jury.pk)
        text = page(client, "decisions", jury.pk)
        assert "une autre personne décide" in text
        assert (other.organisation.name in text, tied.organisation.name in text) == (True, False)
        page(client, "decide", other.reference, status=403)

    def test_in_a_concours_an_operator_with_a_tie_leaves_the_whole_session(self) -> None:
        session = make_session(regime="concours")
        jury = session.jury
        member, file = jurors_in(jury)[0], files_of(jury)[0]
        Role.objects.create(user=member.user, role=Role.Role.OPERATOR)
        actions.recuse(juror=member, because_of=file, reason="Un lien", origin="own", by=member.user)
        client = as_(member.user)
        text = page(client, "board", jury.pk)
        assert "en déport pour toute la séance" in text
        assert not [one for one in files_of(jury) if one.organisation.name in text]
        post(client, "session_close", jury.pk, status=403)

    def test_an_operator_has_no_seat_in_an_anonymous_jury(self) -> None:
        operator = make_operator()
        jury = make_jury(is_anonymous=True)
        data = {"j-email": operator.email, "j-quality": "Directrice", "j-mandate_until": "2099-01-01", "j-capacity": 5}
        assert "en connaît les noms" in post(as_(make_operator()), "juror_appoint", jury.pk, data=data, status=422)
        member = jurors_in(jury)[0].user
        Role.objects.create(user=member, role=Role.Role.OPERATOR)
        page(as_(member), "readers", jury.pk, status=403)

    def test_assigning_explains_each_pair_or_says_what_is_missing(self) -> None:
        jury = make_jury(readers_per_file=3)
        for juror in jurors_in(jury):
            declare_none(juror)
        operator = make_operator()
        actions.open_jury(jury=jury, by=operator)
        client = as_(operator)
        post(client, "readers_assign", jury.pk)
        text = page(client, "readers", jury.pk)
        assert text.count("Pourquoi cette affectation") == 6
        assert "Charge équilibrée : 2 dossiers" in text
        Juror.objects.filter(jury=jury).update(capacity=1)
        for held in jury.jurors.all()[0].assignments.all():
            post(client, "reader_free", jury.pk, held.pk)
        text = post(client, "readers_assign", jury.pk, status=409)
        assert "Aucune affectation ne tient" in text
        assert "Il en manque 3" in text

    def test_a_session_from_opening_to_minutes(self) -> None:
        session = make_session()
        jury = session.jury
        operator = make_operator()
        client = as_(operator)
        text = page(client, "board", jury.pk)
        assert "73,33" in text
        assert "2 dossiers, du mieux noté" in text
        for file in files_of(jury):
            page(client, "passage", jury.pk, file.reference)
            post(client, "passage", jury.pk, file.reference, data={"notes": "Un bon débat."})
        juror = jurors_in(jury)[0]
        member = as_(juror.user)
        criterion = jury.cohort.call.criteria.order_by("pk")[0]
        data = {"choice": "for", f"revised.{criterion.pk}": "5", "revised.x": "1", "revised.": "2"}
        post(member, "ballot", jury.pk, files_of(jury)[0].reference, data=data)
        assert "<s>3</s> <strong>5</strong>" in page(client, "passage", jury.pk, files_of(jury)[0].reference)
        post(client, "session_close", jury.pk)
        assert "Établi le" in page(client, "board", jury.pk)
        assert "Signer le procès-verbal" in page(member, "sitting", jury.pk)
        post(member, "minutes_sign", jury.pk)
        assert "Vous avez signé" in page(member, "sitting", jury.pk)
        response = member.get(reverse("reviews:minutes_paper", args=[jury.pk]))
        assert response.content.startswith(b"%PDF")
        assert as_(make_person()).get(reverse("reviews:minutes_paper", args=[jury.pk])).status_code == 404

    def test_a_quorum_that_cannot_be_keeps_what_was_typed(self) -> None:
        jury = make_open_jury()
        text = post(as_(make_operator()), "session_hold", jury.pk, data={"quorum": 9, "place": "Salle Jaurès"}, status=422)
        assert "de 1 à 3" in text
        assert "Salle Jaurès" in text
        assert not Session.objects.exists()

    def test_a_session_without_quorum_says_so_on_its_page(self) -> None:
        session = make_session()
        client = as_(make_operator())
        post(client, "presence", session.jury_id, data={})
        assert "0 présents sur 2" in post(client, "session_close", session.jury_id, status=422)

    def test_a_recusal_is_lifted_for_a_reason(self) -> None:
        jury = make_open_jury()
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        recusal = actions.recuse(juror=juror, because_of=file, reason="Un doute", origin="own", by=juror.user)
        assert "Déport enregistré le" in page(as_(juror.user), "ties", jury.pk)
        client = as_(make_operator())
        assert "Dites pourquoi ce déport est levé" in post(client, "recusal_lift", jury.pk, recusal.pk, status=422)
        post(as_(juror.user), "recusal_lift", jury.pk, recusal.pk, data={"because": "x"}, status=404)
        post(client, "recusal_lift", jury.pk, recusal.pk, data={"because": "Homonymie vérifiée"})
        assert "Lever ce déport" not in page(client, "jury", jury.pk)

    def test_a_file_put_off_is_given_to_another_session(self) -> None:
        session = make_session()
        jury, client = session.jury, as_(make_operator())
        conclude(session, "adjourned")
        actions.close_session(session=session, by=make_operator())
        file = files_of(jury)[0]
        assert "Aucune autre session n’attend son jury" in page(client, "decisions", jury.pk)
        later = Cohort.objects.create(
            call=jury.cohort.call, number=2, title="Session de juin", regime="examen", opens_at=clock.now(), closes_at=clock.now() + ONE_DAY
        )
        assert "Session de juin" in page(client, "decisions", jury.pk)
        post(client, "carry_over", jury.pk, file.reference, data={"cohort": "x"})
        assert Application.objects.get(pk=file.pk).cohort == jury.cohort
        post(client, "carry_over", jury.pk, file.reference, data={"cohort": later.pk})
        assert "Reporté à : Session de juin" in page(client, "decisions", jury.pk)
        post(as_(make_person()), "carry_over", jury.pk, file.reference, data={"cohort": later.pk}, status=404)

    def test_in_an_examen_nobody_is_ranked(self) -> None:
        session = make_session()
        assert "Rang" not in page(as_(make_operator()), "board", session.jury_id)
        assert "Rang" in page(as_(make_operator()), "board", make_session(regime="concours").jury_id)

    def test_a_session_is_planned_told_and_put_in_calendars(self) -> None:
        jury = make_open_jury()
        client, juror = as_(make_operator()), jurors_in(jury)[0]
        member = as_(juror.user)
        page(member, "session_ics", jury.pk, status=404)
        assert "Cette date est passée" in post(client, "session_plan", jury.pk, data={"p-sits_at": "2020-01-01T10:00"}, status=422)
        post(client, "session_plan", jury.pk, data={"p-sits_at": "2099-04-02T14:30", "p-sits_where": "Salle Jaurès"})
        assert "Séance prévue le 2 avril 2099" in page(client, "board", jury.pk)
        assert "Ajouter à mon agenda" in page(member, "desk")
        event = icalendar.Calendar.from_ical(page(member, "session_ics", jury.pk)).walk("VEVENT")[0]
        assert event.decoded("dtstart").isoformat() == "2099-04-02T12:30:00+00:00"
        assert str(event["location"]) == "Salle Jaurès"
        assert Notice.objects.get(person=juror.user, kind="reviews.session").due_on == dt.date(2099, 4, 2)
        assert "Prévue le 2 avril 2099" in page(member, "sitting", jury.pk)
        page(as_(make_person()), "session_ics", jury.pk, status=404)

    def test_presence_is_noted(self) -> None:
        session = make_session()
        first = jurors_in(session.jury)[0]
        post(as_(make_operator()), "presence", session.jury_id, data={"present": [first.pk, "x", "99999999999"]})
        assert list(Session.objects.get(pk=session.pk).present.all()) == [first]


class TestDecisions:
    def test_from_the_decision_to_the_publication(self) -> None:
        (file, _other), operator = judged("unfavourable")
        jury, client = file.cohort.jury, as_(operator)
        assert "À décider" in page(client, "decisions", jury.pk)
        text = post(client, "decide", file.reference, data={"outcome": "refused", "quality": "Directrice"}, status=422)
        assert "Un refus dit ses raisons" in text
        data = {"outcome": "refused", "quality": "Directrice", "reason-c1": "Le besoin n’est pas mesuré."}
        post(client, "decide", file.reference, data=data)
        batch = Batch.objects.get()
        assert "Il reste 1 courrier à relire" in page(client, "batch", batch.pk)
        letter = batch.letters.get()
        assert "Le besoin n’est pas mesuré." in page(client, "outgoing", letter.pk)
        post(client, "outgoing", letter.pk, data={"approve": "1"})
        post(client, "batch_send", batch.pk)
        assert "n’est pas encore notifié" in page(client, "batch", batch.pk)
        Mail.objects.filter(kind="reviews.decision").update(state="sent", sent_at=batch.created_at)
        assert "Publier les résultats" in page(client, "batch", batch.pk)
        post(client, "batch_publish", batch.pk)
        assert "Résultats publiés" in page(client, "batch", batch.pk)

    def test_the_applicant_reads_and_appeals_and_nobody_else_sees(self) -> None:
        (file, _other), operator = judged("unfavourable")
        actions.decide(application=file, outcome="refused", quality="Directrice", reasons=REASONS, by=operator)
        reader = make_member(file.organisation, role="reader")
        page(as_(file.lead), "letter", file.reference, 1, status=404)
        send(Batch.objects.get(), operator)
        assert "Former un recours" in page(as_(file.lead), "letter", file.reference, 1)
        assert "Former un recours" not in page(as_(reader), "letter", file.reference, 1)
        page(as_(make_person()), "letter", file.reference, 1, status=404)
        post(as_(reader), "letter_answer", file.reference, 1, data={"kind": "appeal", "text": "x"}, status=403)
        post(as_(file.lead), "letter_answer", file.reference, 1, data={"kind": "appeal", "text": ""}, status=422)
        post(as_(file.lead), "letter_answer", file.reference, 1, data={"kind": "appeal", "text": "Le besoin est mesuré."})
        assert Appeal.objects.get().by == file.lead
        text = page(as_(file.lead), "letter", file.reference, 1)
        assert "Sans réponse au plus tard le" in text
        assert "Former un recours" not in text
        assert "Ajouter une réponse au dossier" in text
        page(as_(operator), "decide", file.reference, status=403)
        assert "Vous jugez un recours" in page(as_(make_operator()), "decide", file.reference)

    def test_someone_who_is_no_operator_finds_no_outbox(self) -> None:
        (file, _other), operator = judged()
        actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
        letter = Batch.objects.get().letters.get()
        for name, key in (("batch", letter.batch_id), ("outgoing", letter.pk), ("decide", file.reference)):
            page(as_(make_person()), name, key, status=404)

    def test_a_conclusion_is_needed_before_deciding(self) -> None:
        session = make_session()
        conclude(session)
        page(as_(make_operator()), "decide", files_of(session.jury)[0].reference, status=404)
