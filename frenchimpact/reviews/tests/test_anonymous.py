"""Nothing that tells who applies stays in an anonymous file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.reviews.anonymous import Veil, file_name

VEIL = Veil(["La Roue libre des Bauges", "Été"], ["Awa Diarra"])


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("La Roue libre des Bauges prête des vélos.", "[masqué] prête des vélos."),
        ("À LA ROUE LIBRE DES BAUGES, on répare.", "À [masqué], on répare."),
        ("la  roue-libre des\nBauges", "[masqué]"),
        ("Awa DIARRÁ dirige.", "[masqué] dirige."),
        ("Écrire à awa@roue-libre.fr ou au 06 12 34 56 78.", "Écrire à [masqué] ou au [masqué]."),
        ("Voir https://roue-libre.example/bilan?x=1 et roue-libre.org", "Voir [masqué] et [masqué]"),
        ("SIREN 200 069 110, SIRET 21860194600013, RNA W731000123", "SIREN [masqué], SIRET [masqué], RNA [masqué]"),
        ("Une roue libre tourne : 1 284 personnes aidées en 2025.", "Une roue libre tourne : 1 284 personnes aidées en 2025."),
        ("Un budget de 450 000 € pour 120 emplois.", "Un budget de 450 000 € pour 120 emplois."),
        ("Un investissement de 120 450 001 €.", "Un investissement de 120 450 001 €."),
        ("Cet été, tout va.", "Cet été, tout va."),
    ],
)
def test_what_tells_who_applies_goes_and_the_rest_stays(text: str, hidden: str) -> None:
    assert VEIL.hide(text) == hidden


def test_accents_and_case_of_the_name_do_not_matter() -> None:
    assert Veil(["Ecole de l’Étang"]).hide("L’ÉCOLE DE L'ETANG accueille.") == "L’[masqué] accueille."


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Mme Ferrand préside ; on va au ferrand.", "Mme [masqué] préside ; on va au ferrand."),
        ("Le Grand Chambéry s’engage.", "Le [masqué] s’engage."),
        ("Le GRAND CHAMBERY et la CAGC.", "Le [masqué] et la [masqué]."),
        ("La C.A.G.C. finance.", "La [masqué]. finance."),
        ("Un grand pas pour Chambéry.", "Un grand pas pour Chambéry."),
        ("Chez Zig, on zigzague ; le zig reste.", "Chez [masqué], on zigzague ; le zig reste."),
        ("Au Nid, un nid.", "Au [masqué], un nid."),
        ("L’association aide.", "L’association aide."),
    ],
)
def test_what_stands_for_a_name_goes_where_it_has_its_capitals(text: str, hidden: str) -> None:
    veil = Veil(["Communauté d’agglomération du Grand Chambéry", "Zig", "Le Nid", "Association de la Roue libre"], ["Odile Ferrand"])

    assert veil.hide(text) == hidden


def test_without_names_addresses_still_go() -> None:
    assert Veil([]).hide("lea@exemple.fr") == "[masqué]"


@given(st.text(max_size=200))
def test_hiding_twice_is_hiding_once(text: str) -> None:
    once = VEIL.hide(text)
    assert VEIL.hide(once) == once


def test_names_of_files_tell_their_kind_only() -> None:
    assert file_name(2, "Statuts La Roue libre.PDF") == "Pièce 2.pdf"
    assert file_name(1, "roue-libre") == "Pièce 1"
    assert file_name(1, "bilan.awa") == "Pièce 1"
