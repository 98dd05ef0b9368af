"""What may be done to a programme or a tool, what the database holds, and what time tells their holders."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_person, make_published_project
from frenchimpact.resources import facts, listeners
from frenchimpact.resources.actions.programmes import admit, announce_intake, close_intake, give_back, move_programme
from frenchimpact.resources.actions.tools import check_tool, move_tool, report_broken
from frenchimpact.resources.models import Admission, Programme, Tool
from frenchimpact.resources.tasks import remind_holders
from frenchimpact.resources.tests.factories import make_intake, make_programme, make_tool

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("verb", "legal"), [("publish", {"draft"}), ("withdraw", {"published"}), ("restore", {"withdrawn"})])
def test_a_verb_is_refused_from_other_states(verb: str, legal: set[str]) -> None:
    programme = make_programme()
    for state in Programme.State.values:
        Programme.objects.filter(pk=programme.pk).update(state=state)
        if state in legal:
            move_programme(programme=programme, verb=verb, by=None, reason="Parce que.")
        else:
            with pytest.raises(OutOfTurn):
                move_programme(programme=programme, verb=verb, by=None, reason="Parce que.")


def test_seats_are_never_taken_twice() -> None:
    intake = make_intake(seats=1)
    project = make_published_project()
    first = admit(intake=intake, name="", project=project, by=None)
    with pytest.raises(Incomplete):
        admit(intake=intake, name="", project=project, by=None)
    with pytest.raises(Refusal, match="Toutes les places"):
        admit(intake=intake, name="Un autre", by=None)
    with pytest.raises(Incomplete):
        admit(intake=intake, name=" ", by=None)
    give_back(admission=first, by=make_person("Bastien"))
    with pytest.raises(Refusal):
        give_back(admission=first, by=make_person("Bastien"))
    admit(intake=intake, name="Un autre", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.create(intake=intake, name="Par un autre chemin")
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(pk=first.pk).update(given_back_on=None)


def test_an_intake_is_announced_once_and_closed_once() -> None:
    intake = make_intake()
    with pytest.raises(Incomplete):
        announce_intake(programme=intake.programme, by=None)
    by = make_person("Bastien")
    close_intake(intake=intake, by=by)
    with pytest.raises(Refusal):
        close_intake(intake=intake, by=by)
    assert announce_intake(programme=intake.programme, by=None).left is None


def test_a_tool_is_got_by_a_link_or_a_file_and_has_not_ended() -> None:
    tool = make_tool()
    move_tool(tool=tool, verb="withdraw", by=None, reason="Périmé.")
    Tool.objects.filter(pk=tool.pk).update(url="")
    with pytest.raises(Incomplete, match="lien"):
        move_tool(tool=tool, verb="restore", by=None)
    Tool.objects.filter(pk=tool.pk).update(url="https://exemple.test/", expires_on=clock.today() - dt.timedelta(days=1))
    with pytest.raises(Incomplete, match="fin"):
        move_tool(tool=tool, verb="restore", by=None)
    with pytest.raises(Incomplete):
        move_tool(tool=make_tool(), verb="withdraw", by=None)


def test_holders_are_asked_once_before_a_sheet_is_hidden() -> None:
    house = make_organisation(name="Le Tremplin")
    holder = make_member(house)
    programme = make_programme(house)
    make_tool(house, expires_on=clock.today() + dt.timedelta(days=10))
    fresh = make_tool(house, title="Tout neuf")
    Programme.objects.filter(pk=programme.pk).update(checked_on=clock.today() - dt.timedelta(days=160))
    for _turn in range(2):
        remind_holders.func()
    told = Mail.objects.filter(to=holder.email).order_by("pk")
    assert [mail.subject.partition("] ")[2] for mail in told] == ["À vérifier : « Incuber »", "À vérifier : « Guide des statuts »"]
    assert fresh.title not in "".join(mail.text for mail in told)


def test_a_holder_hears_that_a_tool_no_longer_opens_until_it_is_checked() -> None:
    house = make_organisation(name="La Boîte à outils")
    holder = make_member(house)
    tool, by = make_tool(house), make_person("Awa")
    alert = report_broken(tool=tool, by=by)
    check_tool(tool=tool, by=holder)
    listeners.tell_holder(facts.ToolBroken(tool_id=tool.pk, alert_id=alert.pk))
    assert not Mail.objects.filter(to=holder.email).exists()
    again = report_broken(tool=tool, by=by)
    listeners.tell_holder(facts.ToolBroken(tool_id=tool.pk, alert_id=again.pk))
    assert Mail.objects.filter(to=holder.email).count() == 1
