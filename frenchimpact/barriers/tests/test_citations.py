"""Texts of law as people name them: one form of each; what is no citation is left alone."""

import pytest

from frenchimpact.barriers.citations import LONGEST, citations, only_citation

ENVIRONMENT = "Code de l’environnement, L. 541-1"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("On nous oppose l’article L. 541-1 du code de l’environnement.", [ENVIRONMENT]),
        ("art. L541-1 C. env.", [ENVIRONMENT]),
        ("Code de l'environnement, art. L 541-1", [ENVIRONMENT]),
        ("Article L541-1 - Code de l'environnement - Légifrance", [ENVIRONMENT]),
        ("l'article L.541\u20111 du Code de l’Environnement", [ENVIRONMENT]),
        ("L. 541-1\n> du code\nde l'environnement", []),
        ("L. 541-1\ndu code\nde l'environnement", [ENVIRONMENT]),
        (
            "articles L. 541-1, L. 541-2 et R. 511-9 du code de l’environnement",
            [ENVIRONMENT, "Code de l’environnement, L. 541-2", "Code de l’environnement, R. 511-9"],
        ),
        ("L. 541-1 à L. 541-4 du code de l'environnement", [ENVIRONMENT, "Code de l’environnement, L. 541-4"]),
        ("R.*123-4 du CCH", ["Code de la construction et de l’habitation, R.* 123-4"]),
        ("CGCT (art. L2224-13)", ["Code général des collectivités territoriales, L. 2224-13"]),
        ("article 1609 nonies C du CGI", ["Code général des impôts, article 1609 nonies C"]),
        ("article 1240 du code civil", ["Code civil, article 1240"]),
        ("l’article 3 de la loi n° 2014-856 du 31 juillet 2014", ["Loi n° 2014-856 du 31 juillet 2014, article 3"]),
        ("le décret 2020-412", ["Décret n° 2020-412"]),
        ("la loi du 1er juillet 1901", ["Loi du 1er juillet 1901"]),
        ("article 72 de la Constitution", ["Constitution, article 72"]),
        ("le règlement (UE) 2023/2831", ["Règlement (UE) 2023/2831"]),
        (
            "l'article L. 121-1 du code de la consommation et l'article L. 217-3 du même code",
            ["Code de la consommation, L. 121-1", "Code de la consommation, L. 217-3"],
        ),
        ("code de l'environnement et L. 3120-1 du code des transports", ["Code des transports, L. 3120-1"]),
        # Nothing names a text here.
        ("Le code du travail nous bloque depuis 3 ans.", []),
        ("Pour la constitution d’un dossier, 3 mois.", []),
        ("Nous avons 12 bénévoles, le code de la route, 3 voitures.", []),
        ("CSS 3 jours, code postal 73000, tél. 06 12 34 56 78", []),
        ("L’article L. 541-1, sans dire lequel.", []),
    ],
)
def test_a_text_is_known_however_it_is_written(text: str, named: list[str]) -> None:
    assert [str(one) for one in citations(text)] == named


def test_a_day_does_not_make_another_text() -> None:
    short, long = citations("décret n° 2020-412"), citations("décret n°2020-412 du 8 avril 2020")
    assert short[0].text_fold == long[0].text_fold
    assert str(long[0]) == "Décret n° 2020-412 du 8 avril 2020"


def test_a_line_that_says_more_is_not_one_text() -> None:
    assert str(only_citation("l’article L541-1 du code de l’environnement")) == ENVIRONMENT
    assert only_citation("Arrêté pris pour l’application de l’article L. 541-1 du code de l’environnement") is None
    assert only_citation("L. 541-1 et L. 541-2 du code de l’environnement") is None


@pytest.mark.parametrize("text", ["L. " * 6000, "1-" * 8000, "article 1 et " * 1500, "code de " * 2000, "loi n° 1-1 du " * 1000])
def test_words_made_to_keep_it_busy_do_not(text: str) -> None:
    assert len(citations(text[: LONGEST * 2])) <= 10
