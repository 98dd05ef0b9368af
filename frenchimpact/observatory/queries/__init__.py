"""Reading public figures as they are and as they were known."""

from frenchimpact.observatory.figures import COUNTRY, DEFINITIONS, Definition, Value, find_definitions, look
from frenchimpact.observatory.figures.families import short_code
from frenchimpact.observatory.figures.money import QUESTION as MONEY
from frenchimpact.observatory.figures.money import look as look_at_money
from frenchimpact.observatory.queries.known import in_force, readings
from frenchimpact.observatory.queries.moments import Moment, read_moment

__all__ = [
    "COUNTRY",
    "DEFINITIONS",
    "MONEY",
    "Definition",
    "Moment",
    "Value",
    "find_definitions",
    "in_force",
    "look",
    "look_at_money",
    "read_moment",
    "readings",
    "short_code",
]
