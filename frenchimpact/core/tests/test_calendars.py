"""Calendars that strict software reads: lines, escapes, zones, and headers that make no sense."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.http import Http404
from django.test import RequestFactory

from frenchimpact.core.calendars import Entry, calendar_bytes, calendar_response, private_token, read_token, webcal

NASTY = "Réponse; attendue, \\ « vite »\n" + "très 🚲 " * 40 + "\x07"
CHANGED = dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC)


def entry(**more: object) -> Entry:
    given: dict[str, object] = {
        "key": "un",
        "words": NASTY,
        "starts": dt.datetime(2026, 3, 29, 8, 0, tzinfo=dt.UTC),
        "ends": dt.datetime(2026, 3, 29, 10, 0, tzinfo=dt.UTC),
        "text": NASTY,
        "where": "Chambéry, place",
        "url": "/evenements/un/",
        "changed_at": CHANGED,
        "sequence": 3,
        "status": "CANCELLED",
    }
    return Entry(**{**given, **more})  # type: ignore[arg-type]  # as the tests vary them


def test_what_is_written_is_what_the_library_reads() -> None:
    data = calendar_bytes([entry()], name="Mon agenda, à moi")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (read,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(read["SUMMARY"]) == NASTY.replace("\x07", "") == str(read["DESCRIPTION"])
    assert (str(read["LOCATION"]), read["SEQUENCE"], str(read["STATUS"])) == ("Chambéry, place", 3, "CANCELLED")
    assert read.decoded("DTSTAMP") == CHANGED
    assert (str(read["UID"]).partition("@")[0], str(read["URL"]).endswith("/evenements/un/")) == ("un", True)
    assert data == calendar_bytes([entry()], name="Mon agenda, à moi")


def test_a_day_lasts_until_its_last_minute_and_keeps_nobody_busy() -> None:
    data = calendar_bytes([entry(starts=dt.date(2026, 5, 1), ends=dt.date(2026, 5, 2))])
    (read,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (read.decoded("DTSTART"), read.decoded("DTEND"), str(read["TRANSP"])) == (
        dt.date(2026, 5, 1),
        dt.date(2026, 5, 2),
        "TRANSPARENT",
    )


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Miquelon", "Pacific/Noumea"])
def test_hours_are_those_of_the_place_and_each_zone_says_its_changes(zone: str) -> None:
    calendar = icalendar.Calendar.from_ical(calendar_bytes([entry(zone=zone)]))
    (read,) = calendar.walk("VEVENT")
    assert read.decoded("DTSTART") == dt.datetime(2026, 3, 29, 8, 0, tzinfo=dt.UTC)
    assert read["DTSTART"].params["TZID"] == zone
    (told,) = calendar.walk("VTIMEZONE")
    clock = ZoneInfo(zone)
    # The clock that its rules describe, worked out by hand, is that of the zone at each change and just before.
    onsets = []
    for part in told.subcomponents:
        first = [part.decoded("DTSTART")]
        more = part.get("RDATE", [])
        later = [day.dt for one in (more if isinstance(more, list) else [more]) for day in one.dts]
        onsets += [(at.replace(tzinfo=None) - part.decoded("TZOFFSETFROM"), part.decoded("TZOFFSETTO")) for at in first + later]
    for at, offset in sorted(onsets)[1:]:
        instant = at.replace(tzinfo=dt.UTC)
        assert instant.astimezone(clock).utcoffset() == offset
        assert (instant - dt.timedelta(minutes=1)).astimezone(clock).utcoffset() != offset
    assert len(onsets) == (1 if zone in ("Indian/Reunion", "Pacific/Noumea") else 61)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"If-None-Match": "n’importe quoi"},
        {"If-None-Match": '"'},
        {"If-Modified-Since": "hier"},
        {"Accept": "image/png;q=ÿ"},
        {"Range": "bytes=zz-"},
        {"Accept-Encoding": ",,;"},
    ],
)
def test_headers_that_make_no_sense_are_as_if_they_were_not_there(rf: RequestFactory, headers: dict[str, str]) -> None:
    response = calendar_response(rf.get("/", headers=headers), calendar_bytes([entry()]))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_who_holds_the_same_is_told_so_in_short(rf: RequestFactory) -> None:
    whole = calendar_response(rf.get("/"), calendar_bytes([entry()]))
    for held in (whole["ETag"], f"W/{whole['ETag']}", f'"autre", {whole["ETag"]}', "*"):
        short = calendar_response(rf.get("/", headers={"If-None-Match": held}), calendar_bytes([entry()]))
        assert (short.status_code, short.content, short["ETag"]) == (304, b"", whole["ETag"])
    assert calendar_response(rf.get("/", headers={"If-None-Match": whole["ETag"]}), calendar_bytes([entry(sequence=4)])).status_code == 200


def test_a_private_address_is_not_guessed() -> None:
    token = private_token("tests.calendar", 12, 3)
    assert read_token("tests.calendar", token) == (12, 3)
    for other in (token + "a", "12:3", ""):
        with pytest.raises(Http404):
            read_token("tests.calendar", other)
    with pytest.raises(Http404):
        read_token("tests.other", token)
    assert webcal("https://exemple.test/agenda/a.ics") == "webcal://exemple.test/agenda/a.ics"
