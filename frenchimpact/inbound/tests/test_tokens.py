"""Reply addresses: for one person, one thing, one time; nobody else can make one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.inbound import rules
from frenchimpact.inbound.rules import Token

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2190, 1, 1))


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**48 - 1), DAYS)
def test_a_token_says_again_what_was_put_in_it(person: int, thing: int, until: dt.date) -> None:
    token = Token(person, "pc", thing, until)

    assert rules.read_token(rules.make_token(token)) == token


@given(st.integers(0, 41), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_changing_one_sign_breaks_the_seal(place: int, sign: str) -> None:
    text = rules.make_token(Token(12, "pc", 34, dt.date(2027, 1, 1)))
    changed = text[:place] + sign + text[place + 1 :]

    read = rules.read_token(changed)
    # The last sign carries unused bits: several spell the same octets.
    assert read is None or read == rules.read_token(text)


@pytest.mark.parametrize("text", ["", "a", "é" * 42, "1" * 42, "a" * 42, "a" * 5000, "=" * 42])
def test_what_is_not_a_token_is_none(text: str) -> None:
    assert rules.read_token(text) is None


def test_another_secret_makes_other_seals(settings: Settings) -> None:
    text = rules.make_token(Token(12, "pc", 34, dt.date(2027, 1, 1)))
    settings.SECRET_KEY = "another"

    assert rules.read_token(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize("setting", ["@reponse.exemple.fr", "reponse@exemple.fr"])
def test_an_address_fits_and_is_ours_whatever_its_case(settings: Settings, awa: User, setting: str) -> None:
    settings.REPLY_ADDRESS = setting
    address = rules.reply_address(awa, "pc", 34)

    assert len(address.partition("@")[0]) <= 64
    text = rules.token_of(f"<{address.upper()}>")
    assert text is not None
    token = rules.read_token(text)
    assert token == Token(awa.pk, "pc", 34, clock.today() + rules.GOOD_FOR)
    assert rules.refusal_of(address) == ""


@pytest.mark.parametrize(
    "address", ["x@ailleurs.example", "x@reponse.exemple.fr", "", "@", "r.@@reponse.exemple.fr@x", "a@b@reponse.exemple.fr"]
)
def test_other_addresses_are_refused(address: str) -> None:
    assert rules.refusal_of(address).startswith("550")


def test_a_forged_token_is_refused_at_the_door() -> None:
    assert rules.refusal_of("r." + "a" * 42 + "@reponse.exemple.fr").startswith("550")


@pytest.mark.parametrize("address", ["postmaster@reponse.exemple.fr", "Reponse@Reponse.Exemple.fr"])
def test_mailboxes_that_people_write_to_are_taken(address: str) -> None:
    assert rules.refusal_of(address) == ""


def test_without_a_reply_address_nothing_is_ours(settings: Settings, awa: User) -> None:
    settings.REPLY_ADDRESS = ""

    assert rules.reply_address(awa, "pc", 1) == ""
    assert rules.token_of("a@") is None


@pytest.mark.parametrize("code", ["", "a", "abc", "AB", "é1"])
def test_a_topic_is_two_small_letters(code: str) -> None:
    with pytest.raises(ValueError, match="two small letters"):
        rules.declare_topic(code, find=lambda person, key: None, take=lambda reply: rules.Understood("", ""), page=str)
