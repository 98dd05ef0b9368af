"""The basemap is read by pieces: HTTP Range, as a map library asks for it."""

import pytest
from django.test import Client

from frenchimpact.geo.queries import BASEMAP, basemap_address, basemap_edition

WHERE = "/fonds/france.pmtiles"
SIZE = BASEMAP.stat().st_size


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-126", 0, 126),
        ("bytes=127-127", 127, 127),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        (f"bytes={SIZE - 5}-{SIZE + 5000}", SIZE - 5, SIZE - 1),
        (f"bytes=-{SIZE - 1}", 1, SIZE - 1),
    ],
)
def test_a_piece(client: Client, asked: str, first: int, last: int) -> None:
    answer = client.get(WHERE, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.content == BASEMAP.read_bytes()[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 10}-{SIZE + 20}", "bytes=-0"])
def test_past_the_end(client: Client, asked: str) -> None:
    answer = client.get(WHERE, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"
    assert not answer.has_header("Cache-Control")


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=9-2", "bytes=0-1,5-6", "octets=0-5", "bytes=a-b", f"bytes=0-{'9' * 40}"])
def test_what_is_not_a_range_gives_the_whole_file(client: Client, asked: str) -> None:
    answer = client.get(WHERE, headers={"Range": asked} if asked else {})
    assert answer.status_code == 200
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.content == BASEMAP.read_bytes()


def test_a_piece_of_another_edition_gives_the_whole_file(client: Client) -> None:
    tag = f'"{basemap_edition()}"'
    assert client.get(WHERE, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    whole = client.get(WHERE, headers={"Range": "bytes=0-9", "If-Range": '"older"'})
    assert (whole.status_code, whole["ETag"]) == (200, tag)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_a_copy_that_is_still_good(client: Client, form: str) -> None:
    tag = f'"{basemap_edition()}"'
    answer = client.get(WHERE, headers={"If-None-Match": form.format(tag), "Range": "bytes=0-9"})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


def test_an_address_with_its_edition_lasts(client: Client) -> None:
    assert basemap_address() == f"{WHERE}?v={basemap_edition()}"
    piece = {"Range": "bytes=0-9"}
    assert "immutable" in client.get(basemap_address(), headers=piece)["Cache-Control"]
    assert "immutable" not in client.get(f"{WHERE}?v=older", headers=piece)["Cache-Control"]
    assert client.post(WHERE).status_code == 405
