"""The gate: two at work, a queue behind them, a refusal that says when to come back; then everything goes on."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from config.gate import Gate

Answer = tuple[str, dict[str, str]]


class Site:
    """An application that works until it is told to end."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.at_work, self.most = 0, 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            self.at_work += 1
            self.most = max(self.most, self.at_work)
        self.over.wait(20)
        with self.lock:
            self.at_work -= 1
        start_response("200 OK", [])
        return [b"done"]


def ask(gate: Gate, answers: list[Answer], path: str = "/") -> None:
    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answers.append((status, dict(headers)))

    list(gate({"PATH_INFO": path}, start))


def many(gate: Gate, answers: list[Answer], count: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=ask, args=(gate, answers)) for _number in range(count)]
    for thread in threads:
        thread.start()
    return threads


def until(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_beyond_the_queue_one_is_refused_at_once_and_it_goes_on_afterwards() -> None:
    site = Site()
    gate = Gate(site, running=2, waiting=3, seconds=60)
    answers: list[Answer] = []
    threads = many(gate, answers, 9)
    until(lambda: len(answers) == 4)
    assert {status for status, _headers in answers} == {"503 Service Unavailable"}
    assert all(int(headers["Retry-After"]) > 0 for _status, headers in answers)
    # Who watches, and what needs no work, never wait.
    site.over.set()
    for thread in threads:
        thread.join(20)
    assert [status for status, _headers in answers].count("200 OK") == 5
    assert site.most == 2
    answers.clear()
    ask(gate, answers)
    assert answers[0][0] == "200 OK"


def test_nobody_waits_too_long() -> None:
    site = Site()
    gate = Gate(site, running=1, waiting=3, seconds=0.05)
    answers: list[Answer] = []
    threads = many(gate, answers, 3)
    until(lambda: len(answers) == 2)
    site.over.set()
    for thread in threads:
        thread.join(20)
    assert sorted(status for status, _headers in answers) == ["200 OK", "503 Service Unavailable", "503 Service Unavailable"]


def test_who_watches_does_not_wait() -> None:
    site = Site()
    gate = Gate(site, running=1, waiting=0)
    answers: list[Answer] = []
    threads = many(gate, answers, 1)
    until(lambda: site.at_work == 1)
    site.over.set()
    ask(gate, answers, "/healthz")
    for thread in threads:
        thread.join(20)
    assert [status for status, _headers in answers] == ["200 OK", "200 OK"]


def test_a_failure_leaves_its_place() -> None:
    def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise ValueError

    gate = Gate(broken, running=1, waiting=0)
    for _turn in range(3):
        try:
            ask(gate, [])
        except ValueError:
            continue
        raise AssertionError("it did not fail")


@pytest.mark.parametrize(
    ("question", "accepted", "language", "title"),
    [
        ("", "", "fr", "Service indisponible"),
        ("", "en-GB,en;q=0.9,fr;q=0.5", "en", "Service unavailable"),
        ("lang=en", "fr", "en", "Service unavailable"),
        ("lang=xx", "de, fr;q=0.5", "fr", "Service indisponible"),
    ],
)
def test_a_program_is_refused_by_a_problem_in_its_language(question: str, accepted: str, language: str, title: str) -> None:
    gate = Gate(Site(), running=0, waiting=0, seconds=0)
    answers: list[Answer] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answers.append((status, dict(headers)))

    body = b"".join(gate({"PATH_INFO": "/api/v1/organisations", "QUERY_STRING": question, "HTTP_ACCEPT_LANGUAGE": accepted}, start))
    (status, headers), told = answers[0], json.loads(body)
    assert (status[:3], headers["Content-Type"], headers["Content-Language"]) == ("503", "application/problem+json", language)
    assert (told["status"], told["title"], int(headers["Retry-After"]) > 0) == (503, title, True)
    assert int(headers["Content-Length"]) == len(body)


def test_a_page_is_refused_by_a_page() -> None:
    answers: list[Answer] = []
    ask(Gate(Site(), running=0, waiting=0, seconds=0), answers, "/api/v1/docs")
    assert answers[0][1]["Content-Type"] == "text/html; charset=utf-8"
