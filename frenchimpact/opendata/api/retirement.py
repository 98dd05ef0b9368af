"""How an address of the API goes away: said for a year in its answers (RFC 9745 and RFC 8594), and in its description."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

# No address goes away sooner after it was said.
NOTICE = dt.timedelta(days=365)


@dataclass(frozen=True)
class Retirement:
    """When it was announced, when it ends, and what to read instead (a path of the API)."""

    announced_on: dt.date
    ends_on: dt.date
    instead: str

    def __post_init__(self) -> None:
        if self.ends_on < self.announced_on + NOTICE:
            raise ValueError(f"An address is kept for {NOTICE.days} days after its end is announced.")

    def say(self, response: HttpResponse) -> None:
        """Writes it in the headers of an answer."""
        response["Deprecation"] = f"@{int(_at(self.announced_on).timestamp())}"
        response["Sunset"] = http_date(_at(self.ends_on).timestamp())
        base = settings.BASE_URL
        response["Link"] = f'<{base}{self.instead}>; rel="successor-version", <{base}/api/v1/docs#retraits>; rel="deprecation"'


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, dt.UTC)
