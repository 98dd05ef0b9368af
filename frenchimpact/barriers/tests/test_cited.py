"""A text that the desk does not keep, named by somebody: known under one name, it groups cases, is found, and founds nothing by itself."""

import pytest
from django.test import Client

from frenchimpact.barriers.actions.analysis import cite as take_up
from frenchimpact.barriers.actions.analysis import save_analysis, shown, uncite
from frenchimpact.barriers.actions.answering import answer
from frenchimpact.barriers.actions.book import save_norm
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.actions.following import write_as_person
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.precedents import draft_precedent
from frenchimpact.barriers.models import Analysis, Asked, BarrierNorm, Case, CaseNorm, Norm, Opinion, PrecedentNorm
from frenchimpact.barriers.queries.cases import near_cases
from frenchimpact.barriers.queries.consultations import norms_of
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.tests.factories import make_barrier, make_case, make_consultation, make_norm, make_published
from frenchimpact.core import clock
from frenchimpact.core.seen import seals
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
NAME = "Code de l’environnement, L. 541-1"
LINK = "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000032226842"
QUEUE = "/mon-espace/freins/"


def told(obstacle: str, email: str = "a@exemple.test", wish: str = "Donner des matériaux de chantier.", norm_words: str = "") -> Case:
    return receive_case(way="form", email=email, wish=wish, obstacle=obstacle, norm_words=norm_words)


def names_of(case: Case) -> list[tuple[str, bool]]:
    return [(str(link.norm), link.is_told) for link in CaseNorm.objects.filter(case=case).select_related("norm")]


def test_three_ways_of_naming_an_article_are_one_text_and_group_their_cases() -> None:
    first = told("On nous oppose l’article L. 541-1 du code de l’environnement.")
    second = told("Refus.", email="b@exemple.test", wish="Ouvrir une ressourcerie.", norm_words="art L541-1 C. env.")
    third = told("Le bailleur ne veut pas.", email="c@exemple.test", wish="Peindre une fresque.")
    write_as_person(case=third, text="On m’a dit : code de l'environnement, L.541-1")

    assert Norm.objects.count() == 1
    norm = Norm.objects.get()
    assert (str(norm), norm.level, norm.is_kept) == (NAME, "parliament", False)
    assert names_of(first) == names_of(second) == names_of(third) == [(NAME, True)]
    assert set(near_cases(make_operator(), first)) == {second, third}


def test_what_a_person_names_founds_nothing_until_the_desk_takes_it_up() -> None:
    case = told("L’article L. 541-1 du code de l’environnement l’interdit.")
    by = make_operator()
    assert norms_of(case) == []
    assert not PrecedentNorm.objects.filter(precedent=draft_precedent(by=by, case=case)).exists()
    take_up(case=case, norm=Norm.objects.get())
    assert names_of(case) == [(NAME, False)]
    assert [str(one) for one in norms_of(case)] == [NAME]
    assert PrecedentNorm.objects.filter(precedent=draft_precedent(by=by, case=case)).count() == 1


def test_an_older_spelling_and_a_decree_with_its_day_are_found_again() -> None:
    old = make_norm("Code de l'environnement", "L541-1")
    decree = make_norm("Décret n° 2020-412 du 8 avril 2020 relatif au droit de dérogation", "")
    assert cite("L. 541-1 du code de l’environnement\nDécret n°2020-412") == [old, decree]
    assert Norm.objects.count() == 2


def test_the_person_reads_what_was_recognised_that_there_is_no_text_here_and_the_barrier_that_it_raises(client: Client) -> None:
    words = {"obstacle": "Refus fondé sur l’article L541-1 du code de l’environnement."}
    page = client.post("/freins/signaler/textes/", words).content.decode()
    assert NAME in page
    assert "sans texte ici" in page
    assert "https://www.legifrance.gouv.fr/search/all?" in page
    assert "D’autres butent" not in page
    assert not Norm.objects.exists()
    barrier = make_barrier("Réemploi traité comme un déchet")
    hidden = make_barrier("Retiré", hidden_at=clock.now(), hidden_reason="Un nom")
    norm = cite(NAME)[0]
    BarrierNorm.objects.bulk_create([BarrierNorm(barrier=one, norm=norm) for one in (barrier, hidden)])
    page = client.post("/freins/signaler/textes/", words).content.decode()
    assert barrier.title in page
    assert hidden.title not in page
    norm.url = LINK
    norm.save()
    page = client.post("/freins/signaler/textes/", words).content.decode()
    assert "sans texte ici" not in page
    assert LINK in page


def test_an_answer_on_the_article_comes_first_whatever_its_words(client: Client) -> None:
    on_it, other = make_published("Donner du bois de palette"), make_published("Réemploi et code de l’environnement")
    PrecedentNorm.objects.create(precedent=on_it, norm=make_norm("Code de l’environnement", "L. 541-1"))
    assert near_precedents("article L541-1 du code de l’environnement")[0].precedent == on_it
    page = client.get("/freins/", {"q": "L. 541-1 du code de l’environnement"}).content.decode()
    assert page.index(on_it.title) < page.index(other.title)


def test_the_desk_sees_who_named_it_takes_it_up_and_searches_it(client: Client) -> None:
    case, other = told("L’article L. 541-1 du code de l’environnement."), told("Code de l'environnement L541-1", email="b@exemple.test")
    make_case(title="Sans rapport")
    norm = Norm.objects.get()
    client.force_login(make_operator())
    page = client.get(f"{QUEUE}{case.reference}/").content.decode()
    for words in (NAME, "nommé, pas encore repris", "cité dans 1 autre cas", "sans texte ici"):
        assert words in page
    assert other.reference in client.get(f"{QUEUE}textes/{norm.pk}/").content.decode()
    for q in ("L541-1", "l. 541 1", "L541-1 du code de l’environnement", "environnement"):
        assert NAME in client.get(f"{QUEUE}textes/", {"q": q}).content.decode(), q
    assert "Aucun texte" in client.get(f"{QUEUE}textes/", {"q": "L. 541-3"}).content.decode()
    found = client.get(QUEUE, {"q": "art. L541-1 code de l'environnement"}).content.decode()
    assert case.reference in found
    assert other.reference in found
    assert "Sans rapport" not in found
    client.post(f"{QUEUE}{case.reference}/textes-cites/", {"norm": norm.pk})
    assert names_of(case) == [(NAME, False)]
    wanted = client.get(f"{QUEUE}{case.reference}/", {"texte": "l'article R543-290 du code de l'environnement"}).content.decode()
    assert 'value="Code de l’environnement, R. 543-290"' in wanted


def test_sorting_a_case_keeps_the_named_texts_that_block(client: Client) -> None:
    case = told("Les articles L. 541-1 et L. 541-2 du code de l’environnement.")
    client.force_login(make_operator())
    here = f"{QUEUE}{case.reference}/orienter/"
    assert "Textes nommés dans ce cas" in client.get(here, {"suite": "qualifier"}).content.decode()
    first = Norm.objects.get(article="L. 541-1")
    said = {"suite": "qualifier", "nature": "loi", "level": "parliament", "effect": "blocked", "new_barrier": "Réemploi vu comme déchet"}
    assert client.post(here, {**said, "texts": [first.pk]}).status_code == 302
    assert sorted(names_of(case)) == [(NAME, False), ("Code de l’environnement, L. 541-2", True)]
    assert [link.norm for link in BarrierNorm.objects.all()] == [first]


def test_what_a_service_and_the_desk_write_is_read_too() -> None:
    case, by = told("Le bailleur refuse."), make_operator()
    consultation = make_consultation(case)
    asked = Asked.objects.create(consultation=consultation, name="DREAL", email="d@exemple.test", due_on=consultation.due_on)
    answer(asked=asked, opinion=Opinion.IMPOSSIBLE, text="L’article L541-1 du code de l’environnement l’interdit.", way="link")
    assert names_of(case) == [(NAME, True)]
    seen = seals(shown(case, Analysis(case=case)))
    law = {"law": "L’article L. 541-1 du code de l’environnement, et l’article 1240 du code civil."}
    save_analysis(case=case, by=by, seen=seen, values=shown(case, Analysis(case=case)) | law)
    assert sorted(names_of(case)) == [("Code civil, article 1240", False), (NAME, False)]
    uncite(case=case, norm=Norm.objects.get(article="1240"))
    now = shown(case, Analysis.objects.get(case=case))
    save_analysis(case=case, by=by, seen=seals(now), values=now | {"risk": "Aucun."})
    assert names_of(case) == [(NAME, False)]


def test_an_address_of_which_nobody_knows_the_name_groups_cases_until_somebody_writes_it() -> None:
    first, second = told(f"Refus : {LINK}"), told(f"Voir {LINK}/2020-01-01", email="b@exemple.test")
    unnamed = Norm.objects.get()
    assert unnamed.is_unnamed
    assert near_cases(make_operator(), first) == [second]
    named = make_norm("Code de l’environnement", "L. 541-1", title="Définitions")
    take_up(case=first, norm=named)
    kept = save_norm(norm=unnamed, values={"text": "Code de l'environnement", "article": "L. 541-1", "title": "", "url": unnamed.url})
    assert (kept.pk, kept.url, kept.title) == (named.pk, LINK, "Définitions")
    assert names_of(second) == [(NAME, True)]
    assert names_of(first) == [(NAME, False)]
    assert Norm.objects.count() == 1


def test_the_address_of_a_code_is_read_by_its_name() -> None:
    case = told("https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006074220/")
    assert names_of(case) == [("Code de l’environnement", True)]
