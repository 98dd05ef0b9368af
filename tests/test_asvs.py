"""Each requirement of OWASP ASVS 5.0.0, levels 1 and 2, has its answer in docs/asvs.md, and what it names exists.

`tests/data/asvs-5.0.0-ids.csv` holds the numbers and levels of the standard, none of its words.
"""

import ast
import csv
import datetime as dt
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import signing

from frenchimpact.core import links

ROOT = Path(__file__).resolve().parent.parent
ROWS = re.findall(r"^\| (V[\d.]+) \| (\d) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs" / "asvs.md").read_text(), re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.(?:py|md|txt|toml|js|html|conf|service)|[\w./-]+/[\w-]+)(?:::(\w+))?`")
# Besides a test or a file, an answer may be one of these, with its reason.
REASONS = ("Does not apply", "Not held", "Not tried here", "Deployment")


def test_every_requirement_has_one_answer_at_its_level() -> None:
    with (ROOT / "tests" / "data" / "asvs-5.0.0-ids.csv").open(newline="") as file:
        known = [(row["id"], row["level"]) for row in csv.DictReader(line for line in file if not line.startswith("#"))]
    assert len(known) == 253
    assert [(number, level) for number, level, _what, _answer in ROWS] == known


@pytest.mark.parametrize(("number", "level", "what", "answer"), ROWS, ids=[row[0] for row in ROWS])
def test_an_answer_names_what_exists_or_says_why_not(number: str, level: str, what: str, answer: str) -> None:
    named = NAMED.findall(answer)
    for path, test in named:
        assert (ROOT / path).exists(), path
        assert not test or re.search(rf"^\s*def {test}\(", (ROOT / path).read_text(), re.MULTILINE), f"{path} has no {test}"
    assert named or (answer.startswith(REASONS) and len(answer) > 20), answer


@pytest.mark.parametrize("page", ["docs/trust.md", "SECURITY.md"])
def test_what_trust_rests_on_exists(page: str) -> None:
    named = [one for one in NAMED.findall((ROOT / page).read_text()) if not one[0].startswith("/")]
    assert len(named) > 1
    for path, test in named:
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text(), f"{path} has no {test}"


# ── What a reading of the whole code can hold ────────────────────────────────────────────────────
def sources() -> Iterator[tuple[str, ast.Module]]:
    """Our own code, without tests nor tables made by Django."""
    for folder in ("config", "frenchimpact"):
        for path in (ROOT / folder).rglob("*.py"):
            if not {"tests", "migrations"} & set(path.parts):
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by its name as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(tree: ast.Module) -> set[str]:
    """The modules that are imported."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_dangerous_call_is_in_the_code() -> None:
    found = []
    for path, tree in sources():
        found += [
            f"{path}: {name}" for name in imported(tree) & {"pickle", "marshal", "shelve", "dill", "yaml", "xmlrpc", "telnetlib", "ftplib"}
        ]
        for name, call in calls(tree):
            is_shell = any(
                one.arg == "shell" and not (isinstance(one.value, ast.Constant) and one.value.value is False) for one in call.keywords
            )
            if name in {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "mark_safe"} or is_shell:
                found.append(f"{path}:{call.lineno}: {name}")
    assert not found, "\n".join(found)


# Names looked for in a text, each sign of them escaped by the function above; read one by one.
PATTERNS_OF_WORDS = {
    "frenchimpact/barriers/citations.py": 1,
    "frenchimpact/barriers/name_matching.py": 2,
    "frenchimpact/core/mentions.py": 1,
    "frenchimpact/reviews/anonymous.py": 1,
}


def is_fixed(pattern: ast.expr) -> bool:
    """Written in the code, a constant of the module, or made of texts that are escaped."""
    if isinstance(pattern, ast.Constant):
        return True
    if isinstance(pattern, ast.Name | ast.Attribute):
        return ast.unparse(pattern).rpartition(".")[2].lstrip("_").isupper() or (isinstance(pattern, ast.Name) and pattern.id == "pattern")
    if isinstance(pattern, ast.JoinedStr):
        return all(is_fixed(one.value) for one in pattern.values if isinstance(one, ast.FormattedValue))
    if isinstance(pattern, ast.BinOp):
        return is_fixed(pattern.left) and is_fixed(pattern.right)
    return isinstance(pattern, ast.Call) and "re.escape" in ast.unparse(pattern)


def test_nothing_typed_becomes_a_pattern() -> None:
    found: list[str] = []
    words: dict[str, int] = {}
    for path, tree in sources():
        for name, call in calls(tree):
            if re.fullmatch(r"re\.(compile|match|search|fullmatch|sub|subn|findall|finditer|split)", name) and not is_fixed(call.args[0]):
                words[path] = words.get(path, 0) + 1
            found += [
                f"{path}:{call.lineno}: {one.arg}" for one in call.keywords if (one.arg or "").endswith("regex") and not is_fixed(one.value)
            ]
    assert not found, "\n".join(found)
    assert words == PATTERNS_OF_WORDS


def test_scripts_write_text_and_not_markup() -> None:
    """One place puts HTML in a page: ours, made by its template. Two speak from one window to another: a height, in a frame of ours."""
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|\"message\"|__proto__|srcdoc"
    )
    found = []
    for path in (ROOT / "frenchimpact").rglob("static/**/*.js"):
        if "vendor" not in path.parts:
            lines = path.read_text().splitlines()
            found += [f"{path.relative_to(ROOT / 'frenchimpact')}: {line.strip()}" for line in lines if dangerous.search(line)]
    heights = [one for one in found if one.startswith(("design/static/design/frame.js", "design/static/design/framed.js"))]
    assert len(heights) == 2
    # Heard from the frame that was asked alone, and from its own origin.
    hears = (ROOT / "frenchimpact/design/static/design/frame.js").read_text()
    assert "from !== frame.contentWindow || origin !== source.origin" in hears
    assert [one for one in found if one not in heights and "our own page, escaped by its template" not in one] == []


def test_what_must_not_be_guessed_is_made_by_secrets() -> None:
    """The other generator draws pictures of the demonstration, and nothing else."""
    assert {path for path, tree in sources() if "random" in imported(tree)} <= {"frenchimpact/demo/seed/pictures.py"}
    assert {path for path, tree in sources() if "uuid1" in ast.unparse(tree)} == set()


def test_weak_digests_serve_nothing_secret() -> None:
    found = []
    for path, tree in sources():
        for name, call in calls(tree):
            is_meant = any(
                one.arg == "usedforsecurity" and isinstance(one.value, ast.Constant) and one.value.value is False for one in call.keywords
            )
            if re.search(r"(^|\.)(md5|sha1|MD5|SHA1|ECB|DES|ARC4|Blowfish)$", name) and not is_meant:
                found.append(path)
    # The applications of codes know no other (RFC 6238).
    assert set(found) <= {"frenchimpact/accounts/totp.py"}


def test_a_link_of_one_purpose_opens_nothing_of_another() -> None:
    key = links.make_key("territories.promise", 7, "yes")
    assert links.read_key("territories.promise", key) == [7, "yes"]
    assert links.read_key("territories.other", key) is None
    assert links.read_key("territories.promise", key[:-1] + ("A" if key[-1] != "A" else "B")) is None
    assert links.read_key("territories.promise", signing.dumps([7, "yes"], salt="accounts.reason")) is None


def test_a_link_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    key = links.make_key("territories.promise", 7)
    later = time.time() + dt.timedelta(days=links.LINK_DAYS, minutes=1).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert links.read_key("territories.promise", key) is None
