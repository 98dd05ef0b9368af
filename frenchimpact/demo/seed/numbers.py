"""Numbers for invented organisations: right by their key, and nobody's.

The lowest numbers that we know of in the register of companies are above 000 300 000 (to our knowledge: not checked against the whole
register). Those of the demonstration stay under 000 100 000.
"""

from frenchimpact.core.identifiers import luhn_sum

# What every number of the demonstration begins with.
INVENTED = "0000"


def siret_of(rank: int) -> str:
    """The SIRET of the invented organisation of that rank, from 1 to 9,999; the nine first figures are its SIREN."""
    siren = _with_key(f"{INVENTED}{rank:04d}")
    return _with_key(f"{siren}0001")


def _with_key(figures: str) -> str:
    return f"{figures}{-luhn_sum(f'{figures}0') % 10}"
