"""The English of the product: one catalogue per room, taken from the French words of its code and templates."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOMS = Path(__file__).resolve().parent.parent
LANGUAGE = "en"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("**/tests/**", "ignore"), ("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
JINJA = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do, jinja2.ext.loopcontrols"}
OPTIONS = {"**.html": JINJA, "**.txt": JINJA}


def rooms() -> list[Path]:
    """The folders that have a catalogue."""
    return sorted(path for path in ROOMS.iterdir() if (path / "apps.py").exists())


def po_path(room: Path) -> Path:
    """Where the room's English is written."""
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(room: Path) -> Catalog:
    """The room's catalogue as it stands; empty when there is none."""
    path = po_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def used(room: Path) -> Catalog:
    """What the room's code and templates say today, not translated."""
    catalogue = Catalog(locale=LANGUAGE, charset="utf-8")
    folders = [room] + ([ROOMS.parent / "config"] if room.name == "core" else [])
    for folder in folders:
        found = extract_from_dir(folder, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS, comment_tags=())
        for _file, _line, message, _comments, context in found:
            if message and message != "":
                catalogue.add(message, context=context)
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every message but the header."""
    return (message for message in catalogue if message.id)


def key(message: Message) -> tuple[str, str | None]:
    """What tells one message from another: its French (singular) and its context."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def update(room: Path, known: dict[tuple[str, str | None], Message]) -> tuple[int, int]:
    """Rewrite the room's catalogue: new words added, gone ones dropped, words known elsewhere filled in.

    Returns how many messages there are and how many still lack English.
    """
    old = {key(message): message for message in messages(read(room))}
    fresh = used(room)
    for message in messages(fresh):
        before = old.get(key(message)) or known.get(key(message))
        if before is not None and isinstance(before.id, str) == isinstance(message.id, str):
            message.string = before.string
    path = po_path(room)
    all_messages = list(messages(fresh))
    if not all_messages:
        path.unlink(missing_ok=True)
        return 0, 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, no_location=True, omit_header=True, sort_output=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    path.write_text(header + path.read_text("utf-8").lstrip("\n"), "utf-8")
    return len(all_messages), sum(1 for message in all_messages if is_missing(message))


def is_missing(message: Message) -> bool:
    """Whether the message has no English, or only a part of it."""
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return not all(strings)


def targets(room: Path) -> tuple[Path, Path]:
    """What the running product reads of that room: its English, and its French of what is counted."""
    return po_path(room).with_suffix(".mo"), room / "locale" / "fr" / "LC_MESSAGES" / "django.mo"


def plurals(catalogue: Catalog) -> Catalog:
    """The French of what is counted: the words of the code, with the rule that zero is singular (« 0 projet »)."""
    french = Catalog(locale="fr", charset="utf-8")
    for message in messages(catalogue):
        if not isinstance(message.id, str):
            french.add(message.id, tuple(message.id), context=message.context)
    return french


def compile_all() -> int:
    """Write the files that the running product reads, when they are older than their source. Returns how many rooms changed."""
    count = 0
    for room in rooms():
        source = po_path(room)
        if not source.exists():
            continue
        english, french = targets(room)
        if all(target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns for target in targets(room)):
            continue
        catalogue = read(room)
        french.parent.mkdir(parents=True, exist_ok=True)
        for target, words in ((english, catalogue), (french, plurals(catalogue))):
            partial = target.with_suffix(".mo.partial")
            with partial.open("wb") as file:
                write_mo(file, words)
            partial.replace(target)
        count += 1
    return count
