"""As many people as two cores can serve, then far more: some are refused, with the time to come back; then all is well again."""

import http.client
import os
import random
import statistics
import threading
import time
from collections import Counter
from pathlib import Path

from drills.instance import Broken, Instance, say

RATE = float(os.environ.get("DRILL_RATE", "20"))
SECONDS = 30
READ = ("/", "/annuaire/", "/projets/", "/financements/", "/territoires/", "/freins/", "/evenements/", "/offres/", "/methodes/", "/impact/")
P95_MS, CROWD = 300, 800


def run(folder: Path) -> list[str]:
    """The demonstration, nine requests that read for one that writes. Raises Broken."""
    instance = Instance(folder / "var", DEMO_MODE="1", PROCONNECT_URL="")
    say("Preparing the demonstration…")
    instance.manage("prepare")
    instance.start("web", "worker")
    try:
        instance.wait_until_ready()
        for path in READ:
            instance.get(path)
        steady = _at_a_rate(instance)
        crowd = _everybody(instance)
        time.sleep(2)
        after = _at_a_rate(instance)
    finally:
        instance.stop()
    return [_quick("steady", steady), _clean(crowd), _quick("afterwards", after)]


def _one(instance: Instance, number: int) -> tuple[int, float, bool]:
    """Status, milliseconds, and whether a refusal says when to come back, of one request."""
    begun = time.perf_counter()
    if number % 10 == 9:
        kept = instance.declare(f"load-{number}-{random.random()}@drill.example")
        return (200 if kept else 599), (time.perf_counter() - begun) * 1000 / 2, True
    link = http.client.HTTPConnection("127.0.0.1", instance.port, timeout=30)
    try:
        link.request("GET", READ[number % len(READ)])
        answer = link.getresponse()
        answer.read()
        is_told = answer.status < 400 or bool(answer.headers.get("Retry-After"))
        return answer.status, (time.perf_counter() - begun) * 1000, is_told
    except (OSError, http.client.HTTPException):
        return 0, (time.perf_counter() - begun) * 1000, False
    finally:
        link.close()


def _at_a_rate(instance: Instance) -> list[tuple[int, float, bool]]:
    """Requests that come whether or not the ones before were answered."""
    say(f"{RATE:.0f} requests a second for {SECONDS} seconds…")
    found: list[tuple[int, float, bool]] = []
    threads: list[threading.Thread] = []
    begun = time.perf_counter()
    for number in range(int(RATE * SECONDS)):
        time.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        thread = threading.Thread(target=lambda number=number: found.append(_one(instance, number)))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(60)
    return found


def _everybody(instance: Instance) -> list[tuple[int, float, bool]]:
    """A crowd, each asking again as soon as it is answered."""
    say(f"{CROWD} people at once for {SECONDS} seconds…")
    found: list[tuple[int, float, bool]] = []
    over = threading.Event()

    def ask(number: int) -> None:
        while not over.is_set():
            answer = _one(instance, number % 9)
            found.append(answer)
            time.sleep(0 if answer[0] == http.client.OK else 1)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    over.set()
    for thread in threads:
        thread.join(60)
    return found


def _quick(name: str, found: list[tuple[int, float, bool]]) -> str:
    times = sorted(took for _status, took, _told in found)
    p95 = times[int(len(times) * 0.95)]
    wrong = Counter(status for status, _took, _told in found if status != http.client.OK)
    if wrong or p95 > P95_MS:
        raise Broken(f"{name}: p95 {p95:.0f} ms at {RATE:.0f} requests a second, {dict(wrong)} refused or lost")
    return (
        f"{name}: {RATE:.0f} requests a second, one in ten writes: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, none refused"
    )


def _clean(found: list[tuple[int, float, bool]]) -> str:
    counts = Counter(status for status, _took, _told in found)
    untold = sum(not told for _status, _took, told in found)
    if set(counts) - {200, 429, 503} or untold or not counts[200]:
        raise Broken(f"crowd: {dict(counts)}, {untold} without the time to come back")
    slowest = max(took for status, took, _told in found if status == http.client.OK)
    served = counts[200] / SECONDS
    told = f"{served:.0f} pages a second served, the slowest in {slowest:.0f} ms, {counts[503]} refused with Retry-After, 0 lost"
    return f"{CROWD} people at once: {told}"
