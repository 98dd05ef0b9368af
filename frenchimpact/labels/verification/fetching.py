"""Fetching what another issuer publishes: by the guarded door of `core.fetching`, without redirection, a few addresses a time."""

import time
from dataclasses import dataclass, field

from django.core.cache import cache

from frenchimpact.core.fetching import Guard, Unreachable, is_public

__all__ = ["Fetcher", "Unreachable", "is_public"]
# One verification looks up an identity and a few lists; the whole instance asks so often a minute.
MOST_FETCHES, MOST_A_MINUTE = 6, 60


@dataclass
class Fetcher(Guard):
    """What one verification may fetch."""

    count: int = 0
    found: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> str:
        """The text at an https address. Raises Unreachable."""
        if url not in self.found:
            self.count += 1
            if self.count > MOST_FETCHES:
                raise Unreachable("too many addresses")
            self.found[url] = self._fetch(url)
        return self.found[url]

    def _fetch(self, url: str) -> str:
        answer = self.ask(url)
        if answer.status != 200:
            raise Unreachable(f"{url[:200]}: answers {answer.status}")
        try:
            return answer.content.decode()
        except UnicodeDecodeError as error:
            raise Unreachable(f"{url[:200]}: not text") from error

    def _resolve(self, host: str, port: int) -> str:
        _take_turn()
        return super()._resolve(host, port)


def _take_turn() -> None:
    """Nobody makes this instance knock on doors at will."""
    key = f"labels.fetches.{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    try:
        count = cache.incr(key)
    except ValueError:
        count = 1
    if count > MOST_A_MINUTE:
        raise Unreachable("too many look-ups in this minute")
