"""The registry: drafts, what is published for good, names that are taken, indicators that keep one meaning."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count

from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.methods.actions import NotSound, draft_method, move_method, publish_folder
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.methods.shipped import shipped
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words() -> None:
    make_terms()


def test_our_methods_are_published_once() -> None:
    call_command("load_methods")
    call_command("load_methods")
    assert MethodVersion.objects.filter(state="published").count() == len(shipped())
    # Those that several methods share are the common core's.
    shared = Indicator.objects.annotate(uses_count=Count("uses")).filter(uses_count__gt=1)
    assert {one.method.slug for one in shared} == {"tronc-commun"}


def test_a_draft_is_replaced_and_a_published_version_is_not() -> None:
    make_method()
    draft = draft_method(files=next_version("1.1.0"), by=None)
    again = draft_method(files=next_version("1.1.0", ("decimals = 1", "decimals = 3")), by=None)
    assert (again.pk, again.swhid == draft.swhid) == (draft.pk, False)
    with pytest.raises(Refusal, match="ne change plus"):
        draft_method(files=next_version("1.0.0", ("decimals = 1", "decimals = 3")), by=None)


def test_a_name_that_another_has_is_refused() -> None:
    make_method()
    with pytest.raises(Refusal, match="s’appelle déjà"):
        draft_method(files=next_version("2.0.0"), by=None, owner=make_organisation())


def test_faults_are_all_told_and_nothing_is_written() -> None:
    with pytest.raises(NotSound) as raised:
        draft_method(files=next_version("1.0.1", ('unit = "%"', 'unit = "zut"')), by=None)
    assert raised.value.problems
    assert not MethodVersion.objects.exists()
    with pytest.raises(NotSound, match="corrigez"):
        draft_method(files=next_version("1.0.1", ('domain = "tous"', 'domain = "zut"')), by=None)
    with pytest.raises(NotSound):
        draft_method(files=next_version("1.0.1", ("format = 1", 'format = 1\nderived_from = "zut@1.0.0"')), by=None)


def test_a_folder_is_checked_as_it_would_be_brought_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*changes: tuple[str, str]) -> str:
        for path, text in next_version("1.0.1", *changes).items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        with suppress(SystemExit):
            call_command("check_method", str(tmp_path))
        return capsys.readouterr().out

    assert "sroi@1.0.1: sound." in told()
    assert "method.toml/domain : « zut » n’est pas un thème" in told(('domain = "tous"', 'domain = "zut"'))
    assert "method.toml/derived_from" in told(("format = 1", 'format = 1\nderived_from = "zut@1.0.0"'))


def test_a_fork_names_where_it_comes_from() -> None:
    origin = make_method()
    fork = draft_method(
        files=next_version("1.0.0", ('id = "sroi"', 'id = "sroi-local"\nderived_from = "sroi@1.0.0"')), by=None, owner=make_organisation()
    )
    assert fork.derived_from == origin
    assert list(origin.forks.all()) == [fork]


def test_moves_out_of_turn_and_without_a_reason() -> None:
    version = make_method()
    with pytest.raises(OutOfTurn):
        move_method(version=version, verb="submit", by=None)
    with pytest.raises(Incomplete):
        move_method(version=version, verb="withdraw", by=None)
    assert move_method(version=version, verb="withdraw", by=None, reason="Une version plus juste existe.").state == "withdrawn"


def test_the_database_itself_keeps_what_was_published() -> None:
    version = make_method()
    changes: list[dict[str, Any]] = [{"files": {}}, {"content": {}}, {"swhid": "x"}, {"number": "9.9.9"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            MethodVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        MethodVersion.objects.filter(pk=version.pk).delete()


INDICATOR = """

[[indicators]]
id = "personnes"
unit = "personne"
direction = "up"
aggregation = "distinct"
name = { fr = "Personnes", en = "People" }
definition = { fr = "Personnes distinctes.", en = "Distinct people." }

[[sources]]"""


def test_an_indicator_keeps_one_meaning_per_version() -> None:
    first = publish_folder(files=next_version("1.1.0", ("\n[[sources]]", INDICATOR)), by=None)
    same = publish_folder(files=next_version("1.2.0", ("\n[[sources]]", INDICATOR)), by=None)
    assert Indicator.objects.count() == 1
    assert [use.indicator for use in first.uses.all()] == [use.indicator for use in same.uses.all()]
    other = INDICATOR.replace("Personnes distinctes.", "Personnes présentes.")
    with pytest.raises(NotSound, match="corrigez") as raised:
        publish_folder(files=next_version("1.3.0", ("\n[[sources]]", other)), by=None)
    assert "déjà défini autrement" in str(raised.value.problems[0])
    publish_folder(
        files=next_version("1.3.0", ("\n[[sources]]", other.replace('unit = "personne"', 'version = 2\nunit = "personne"'))), by=None
    )
    assert [one.pinned for one in Indicator.objects.all()] == ["personnes@1", "personnes@2"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.update(name_fr="Autre")
