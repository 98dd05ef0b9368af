"""Identifiers: right ones pass however written, wrong ones are refused with words that help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.core import identifiers
from frenchimpact.core.identifiers import Unreadable, is_rna, is_siren, is_siret, read_rna, read_siren, read_siret


def with_key(digits: str) -> str:
    return digits + str((10 - identifiers.luhn_sum(digits + "0") % 10) % 10)


sirens = st.text("0123456789", min_size=8, max_size=8).filter(lambda digits: digits != "00000000").map(with_key)
sirets = st.tuples(sirens, st.text("0123456789", min_size=4, max_size=4)).map(lambda pair: with_key("".join(pair)))
blanks = st.sampled_from(["", " ", "\u00a0", "\u202f", ".", "-", "  "])


@given(sirens, blanks)
def test_a_right_siren_is_read_however_spaced(siren: str, blank: str) -> None:
    assert read_siren(f" {siren[:3]}{blank}{siren[3:6]}{blank}{siren[6:]}\n") == siren


@given(sirets, blanks)
def test_a_right_siret_is_read_however_spaced(siret: str, blank: str) -> None:
    assert read_siret(blank.join([siret[:3], siret[3:6], siret[6:9], siret[9:]])) == siret


@given(sirets, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(siret: str, place: int, shift: int) -> None:
    wrong = siret[:place] + str((int(siret[place]) + shift) % 10) + siret[place + 1 :]
    if wrong.startswith(identifiers.LA_POSTE):
        return
    assert not is_siret(wrong)
    with pytest.raises(Unreadable) as refused:
        read_siret(wrong)
    assert ("9 premiers chiffres de ce SIRET" if place < 9 else "5 derniers chiffres") in str(refused.value.message)


@given(sirens)
def test_the_key_it_proposes_is_the_right_one(siren: str) -> None:
    wrong = siren[:8] + str((int(siren[8]) + 3) % 10)
    with pytest.raises(Unreadable) as refused:
        read_siren(wrong)
    assert f"le 9e est {siren[8]}" in str(refused.value.message)


@given(sirets, st.sampled_from(["{}.0", "{},0", "{}.00", "'{}", '="{}"', " {} "]))
def test_what_spreadsheets_do_to_a_siret_is_undone(siret: str, form: str) -> None:
    kept = siret.lstrip("0")
    if len(kept) < 11:
        return
    assert read_siret(form.format(kept), from_file=True) == siret


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    for read, right in ((read_siren, is_siren), (read_siret, is_siret), (read_rna, is_rna)):
        message, value = "", ""
        try:
            value = read(text)
        except Unreadable as refused:
            message = str(refused.message)
        assert message or value == "" or right(value)


def test_la_poste_follows_its_own_rule() -> None:
    assert is_siret("35600000000048")  # its head office has a Luhn key
    assert is_siret("35600000049837")  # sum 45: no Luhn key, but a multiple of 5
    assert not is_siret("35600000049838")


@pytest.mark.parametrize("text", ["2,18602E+13", "2.18602E+13", "2E13", "9.99e+99"])
def test_lost_digits_are_refused_with_the_reason(text: str) -> None:
    with pytest.raises(Unreadable, match="tableur a arrondi"):
        read_siret(text, from_file=True)


def test_a_whole_number_in_scientific_form_is_kept() -> None:
    assert read_siret("2.0006911000019E+13", from_file=True) == "20006911000019"


def test_someone_who_types_gets_no_silent_zeros() -> None:
    with pytest.raises(Unreadable, match="Vous en avez écrit 8"):
        read_siren("05880596")
    assert read_siren("5880596", from_file=True) == "005880596"


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (read_siret, "2000691100001", "doit avoir 14 chiffres. Vous en avez écrit 13."),
        (read_siret, "200069110", "Vous avez écrit un SIREN"),
        (read_siren, "20006911000019", "Vous avez écrit un SIRET"),
        (read_siren, "20006911A", "Retirez « A »"),
        (read_siren, "000000000", "Vérifiez ce SIREN"),
        (read_rna, "731000123", "commence par la lettre W"),
        (read_rna, "200069110", "C’est un SIREN"),
        (read_rna, "W73100012", "Vous en avez écrit 8"),
        (read_rna, "W73100O123", "seuls des chiffres"),
    ],
)
def test_refusals_say_what_is_wrong(read: object, text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)  # type: ignore[operator]  # one of three readers
    assert words in str(refused.value.message)


def test_blanks_are_no_number() -> None:
    assert (read_siren("  "), read_siret("\u00a0"), read_rna("")) == ("", "", "")


def test_rna_of_corsica_and_lower_case() -> None:
    assert read_rna("w2a1000123") == "W2A1000123"


def test_numbers_are_shown_in_groups() -> None:
    assert identifiers.show("20006911000019") == "200\u00a0069\u00a0110\u00a000019"
