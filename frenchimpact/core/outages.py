"""Whether an error says that the database is away for a moment, rather than that we are wrong."""

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

# A standby takes some seconds to take over, a server that was killed about ten to read its journals again.
AWAY_SECONDS = "10"
# Connections broken (08), a server that stops, crashed or starts (57P0x), no connection left (53300), a standby that only reads (25006).
_AWAY = ("08", "57P0", "53300", "25006")


def is_away(error: BaseException | None) -> bool:
    """Of an error, and of those that it came from: what fails next on a broken connection says less than what broke it."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError | InternalError | psycopg.OperationalError):
            state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
            # Without a state, the server was not there to give one.
            return str(state).startswith(_AWAY) if state else not isinstance(error, InternalError)
        error = error.__cause__ or error.__context__
    return False
