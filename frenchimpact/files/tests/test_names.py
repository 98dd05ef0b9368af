"""Names are kept as typed, without what could deceive or harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.files.kinds import KINDS
from frenchimpact.files.names import clean_name, name_for, size_words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Budget prévisionnel 2027 – v2.pdf", "Budget prévisionnel 2027 – v2.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\lea\Statuts.pdf", "Statuts.pdf"),
        ("fac\u202eture_fdp.pdf", "facture_fdp.pdf"),
        ("a\u200bb\x00c\r\nd.pdf", "abc d.pdf"),
        ("  .. caché.pdf ", "caché.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ('<img src=x onerror="a">.pdf', "img src=x onerror=a.pdf"),
        ("rapport v1.2", "rapport v1.2.pdf"),
        ("photo.jpeg", "photo.pdf"),
        ("facture.exe", "facture.exe.pdf"),
        ("", "fichier.pdf"),
        ("\u202e", "fichier.pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_harmless(typed: str, kept: str) -> None:
    assert name_for(typed, KINDS["pdf"]) == kept


@given(st.text(max_size=400))
def test_any_text_gives_a_name_that_the_database_takes(typed: str) -> None:
    name = name_for(typed, KINDS["pdf"])
    assert 0 < len(name) <= 150
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\<>:"|?*\r\n\t\0\u202e')
    assert clean_name(name) == name


def test_sizes_as_people_read_them() -> None:
    assert [size_words(size) for size in (0, 999, 12_345, 3_449_000, 100_000_000)] == [
        "0 octets",
        "999 octets",
        "12 ko",
        "3,4 Mo",
        "100 Mo",
    ]
