"""The State design system's style sheet, cut down to what the State skin uses: rules of the classes that its templates name.

The bundle comes from the package django-dsfr (optional; used as a folder of files, never as an application). It is read when the
style sheet is assembled; nothing of it is kept in this repository, and the neutral skin never opens it.
"""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NEGATED = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_DARK = "[data-fr-theme=dark]"
# Hacks for browsers that are gone: a rule under one of these is dropped.
_GONE = ("min-width:0\\0", "-ms-")
_DARK_FORMS = (("screen", '[data-theme="dark"]'), ("screen and (prefers-color-scheme: dark)", ':not([data-theme="light"])'))


def bundle() -> Path:
    """The folder of the bundle. Raises ImproperlyConfigured when the package is not installed."""
    found = importlib.util.find_spec("dsfr")
    if found is None or not found.submodule_search_locations:
        raise ImproperlyConfigured("BRAND_SKIN=etat needs the package django-dsfr: install requirements-etat.txt.")
    return Path(found.submodule_search_locations[0]) / "static" / "dsfr" / "dist"


def trimmed(used: set[str], more: str = "") -> str:
    """The rules whose classes are all among `used`, and the values that they, or the style sheet `more`, refer to."""
    rules = list(_rules((bundle() / "dsfr.min.css").read_text(encoding="utf-8")))
    kept = [(media, chosen, body) for media, selectors, body in rules if (chosen := _chosen(selectors, used))]
    values = _values(rules, "".join(body for _media, _chosen, body in kept) + more)
    out = [f":root{{{_declared(values[0])}}}"]
    out += [f"@media {media}{{:root{form}{{{_declared(values[1])}}}}}" for media, form in _DARK_FORMS]
    out += [_written(media, chosen, _lighter(body)) for media, chosen, body in kept]
    return "".join(out)


def _rules(css: str, media: str = "") -> Iterator[tuple[str, str, str]]:
    """Each rule: the media query around it, its selectors, its body. Fonts and animations are left out."""
    css, at = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), 0
    while (start := css.find("{", at)) >= 0:
        head, end = css[at:start].rpartition(";")[2].strip(), _closing(css, start)
        body, at = css[start + 1 : end], end + 1
        if head.startswith("@media"):
            query = head.removeprefix("@media").strip()
            if not any(hack in query for hack in _GONE[:1]):
                yield from _rules(body, query)
        elif not head.startswith("@"):
            yield media, head, body


def _closing(css: str, start: int) -> int:
    """Where the brace opened at `start` closes; braces within quotes do not count."""
    depth, at, quoted = 0, start, ""
    while at < len(css):
        sign = css[at]
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise ValueError("a brace is never closed")


def _chosen(selectors: str, used: set[str]) -> list[str]:
    """The selectors that name classes, all of them used."""
    found = []
    for selector in _split(selectors):
        bare = _NEGATED.sub("", selector)
        classes = set(_CLASS.findall(bare))
        if (
            classes
            and classes <= used
            and "[class" not in bare
            and "[data-fr-scheme" not in bare
            and not any(hack in bare for hack in _GONE)
        ):
            found.append(selector)
    return found


def _split(selectors: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^()\[\]]*[)\]])", selectors)]


def _values(rules: list[tuple[str, str, str]], text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The light and the dark values of every variable that is referred to, directly or through another."""
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for media, selectors, body in rules:
        names = _split(selectors)
        if not media and ":root" in names:
            light.update(_variables(body))
        elif not media and f":root{_DARK}" in names:
            dark.update(_variables(body))
    wanted: set[str] = set()
    waiting = set(_VARIABLE.findall(text))
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        referred = _VARIABLE.findall(light.get(name, "") + dark.get(name, ""))
        waiting |= set(referred) - wanted
    return {name: light[name] for name in sorted(wanted & light.keys())}, {name: dark[name] for name in sorted(wanted & dark.keys())}


def _variables(body: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in re.split(r";(?![^(]*\))", body))
    return {name.strip(): value for name, _colon, value in pairs if name.strip().startswith("--")}


def _declared(values: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in values.items())


def _written(media: str, selectors: list[str], body: str) -> str:
    """The rule; the dark ones for the theme that was chosen, and for the system's."""
    plain = [one for one in selectors if _DARK not in one]
    out = _within(media, f"{','.join(plain)}{{{body}}}") if plain else ""
    dark = [one.removeprefix(":root") for one in selectors if _DARK in one]
    for query, form in _DARK_FORMS if dark else ():
        out += f"@media {query}{{{','.join(one.replace(_DARK, f':root{form}') for one in dark)}{{{body}}}}}"
    return out


def _within(media: str, rule: str) -> str:
    return f"@media {media}{{{rule}}}" if media else rule


def _lighter(body: str) -> str:
    """The body without twins for old browsers, its little drawings inside: one request less for each."""
    body = re.sub(r"(^|;)-webkit-mask-[^;]*", r"\1", body)
    return re.sub(r"url\((icons/[\w/-]+\.svg)\)", lambda found: f'url("{_inside(found[1])}")', body).strip(";")


def _inside(name: str) -> str:
    drawing = (bundle() / name).read_text(encoding="utf-8")
    return "data:image/svg+xml," + quote(re.sub(r"\s+", " ", drawing), safe=" =:/?&';,()+-.")
