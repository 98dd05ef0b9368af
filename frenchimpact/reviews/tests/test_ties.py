"""What the product sees by itself between a juror and those who apply."""

import datetime as dt

import pytest

from frenchimpact.reviews.scores import Regime
from frenchimpact.reviews.ties import Candidate, Consequence, Person, Sign, Span, consequence_of, domain_of, flags

TODAY = dt.date(2026, 3, 3)
FILE = Candidate(1, 10, "Les Mains Vertes", frozenset({"mainsvertes.fr"}))


def signs(person: Person, candidate: Candidate = FILE, today: dt.date = TODAY) -> list[Sign]:
    return [flag.sign for flag in flags(person, [candidate], today)]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(), []),
        (Person(memberships={10: (Span(dt.date(2020, 1, 1)),)}), [Sign.MEMBERSHIP]),
        (Person(memberships={11: (Span(dt.date(2020, 1, 1)),)}), []),
        (Person(memberships={10: (Span(None, dt.date(2023, 3, 3)),)}), [Sign.FORMER_MEMBERSHIP]),
        (Person(memberships={10: (Span(None, dt.date(2023, 3, 2)),)}), []),
        (Person(memberships={10: (Span(None, dt.date(2024, 1, 1)), Span(dt.date(2025, 1, 1)))}), [Sign.MEMBERSHIP]),
        (Person(files_written=frozenset({1})), [Sign.WRITER]),
        (Person(files_written=frozenset({2})), []),
        (Person(files_of_teams=frozenset({1})), [Sign.PROJECT_TEAM]),
        (Person(mandates=frozenset({10})), [Sign.MANDATE]),
        (Person(supported={10: "Label 2024"}), [Sign.EARLIER_SUPPORT]),
        (Person(applied_with={10: "C-2025-0012"}), [Sign.CO_APPLICATION]),
        (Person(dealt_with={10: "O-2026-0001"}), [Sign.DEALING]),
        (Person(dealt_with={11: "O-2026-0001"}), []),
        (Person(emails=frozenset({"lea@MainsVertes.fr"})), [Sign.EMAIL_DOMAIN]),
        (Person(emails=frozenset({"lea@example.org"})), []),
    ],
)
def test_each_sign_is_seen_and_nothing_else(person: Person, expected: list[Sign]) -> None:
    assert signs(person) == expected


def test_three_years_hold_on_leap_days() -> None:
    person = Person(memberships={10: (Span(None, dt.date(2025, 2, 28)),)})
    assert signs(person, today=dt.date(2028, 2, 29)) == [Sign.FORMER_MEMBERSHIP]


def test_a_flag_says_with_whom_and_by_what() -> None:
    person = Person(supported={10: "Label 2024"}, emails=frozenset({"lea@mainsvertes.fr"}))
    assert [(flag.file, flag.candidate, flag.detail) for flag in flags(person, [FILE], TODAY)] == [
        (1, "Les Mains Vertes", "Label 2024"),
        (1, "Les Mains Vertes", "mainsvertes.fr"),
    ]


def test_a_partner_unknown_to_the_directory_is_seen_by_its_domain() -> None:
    partner = Candidate(1, None, "Atelier", frozenset({"atelier.coop"}))
    assert signs(Person(emails=frozenset({"jo@atelier.coop"}), memberships={10: (Span(),)}), partner) == [Sign.EMAIL_DOMAIN]


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("Lea@MainsVertes.fr", "mainsvertes.fr"),
        ("https://www.mainsvertes.fr/contact?x=1", "mainsvertes.fr"),
        ("http://mainsvertes.fr:8080", "mainsvertes.fr"),
        ("mainsvertes.fr", "mainsvertes.fr"),
        ("lea@gmail.com", ""),
        ("lea@laposte.net", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_the_domain_of_an_address(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_a_shared_public_mailbox_says_nothing() -> None:
    assert signs(Person(emails=frozenset({"lea@gmail.com"})), Candidate(1, 10, "X", frozenset({"gmail.com"}))) == []


def test_what_a_tie_costs() -> None:
    assert consequence_of(Regime.EXAMEN) is Consequence.FILE
    assert consequence_of(Regime.CONCOURS) is Consequence.SESSION
