"""In which language somebody wrote: said by their message, or by its small words; nothing when it is not sure."""

import re

_FRENCH = (
    "le la les un une des du de et est sont nous vous notre nos votre vos pour que qui avec pas dans sur ne ce cette je mais ou où par au"
    " aux en bonjour madame monsieur merci peut faut"
)
_ENGLISH = (
    "the a an of and is are we you our your for that which with not in this i but or by at to from have has do does hello dear thanks"
    " please can must would"
)
_SMALL = {"fr": set(_FRENCH.split()), "en": set(_ENGLISH.split())}
# Words of both languages say nothing.
_BOTH = {"a", "on"}
_WORD = re.compile(r"[a-zàâçéèêëîïôûùüœ]+")
_FEWEST, _TIMES = 3, 3


def language_of(text: str, said: str = "") -> str:
    """« fr » or « en »; empty when neither is sure. `said` is the header Content-Language."""
    named = {one.strip()[:2].lower() for one in said.split(",") if one.strip()} & _SMALL.keys()
    if len(named) == 1:
        return named.pop()
    words = [word for word in _WORD.findall(text[:5000].lower()) if word not in _BOTH]
    counts = {code: sum(word in small for word in words) for code, small in _SMALL.items()}
    best = max(counts, key=lambda code: counts[code])
    other = min(counts.values())
    return best if counts[best] >= _FEWEST and counts[best] >= _TIMES * other else ""
