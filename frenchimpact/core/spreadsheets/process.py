"""The reading of a spreadsheet, asked of a process apart: what it found, or the words to refuse."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from frenchimpact.core.spreadsheets.limits import MOST_BYTES, WALL_SECONDS

_log = logging.getLogger(__name__)
_MODULE = "frenchimpact.core.spreadsheets.reader"
# What Python itself may need to start; none of the settings, which hold secrets.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
# One at a time in each process of the server: several large ones at once would take its memory, and all its threads.
_turn = threading.Lock()


class Unreadable(Exception):
    """The file cannot be read as a spreadsheet; the message says what it is and what to do."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Converted:
    """One sheet as CSV in UTF-8, each line after its number; the file lives as long as this does."""

    path: Path
    sheet: str
    others: tuple[str, ...]
    has_percents: bool


def convert(path: Path, *, sheet: str = "") -> Converted:
    """Read that sheet, or the first that holds something. Raises Unreadable."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(
            _("Ce classeur dépasse %s Mo : copiez le seul tableau dans un nouveau classeur, ou enregistrez-le au format CSV.")
            % (MOST_BYTES // 1_000_000)
        )
    folder = tempfile.TemporaryDirectory(prefix="classeur-")
    try:
        told = _run(path, Path(folder.name) / "feuille.csv", sheet)
        if "refusal" in told:
            raise Unreadable(_words(told["refusal"], told.get("details", {})))
    except BaseException:
        folder.cleanup()
        raise
    converted = Converted(Path(folder.name) / "feuille.csv", told["sheet"], tuple(told["others"]), told["has_percents"])
    weakref.finalize(converted, folder.cleanup)
    return converted


def _run(path: Path, target: Path, sheet: str) -> dict[str, Any]:
    """What the process said. Silence is a death: of memory, of work, or of the watch."""
    command = [sys.executable, "-m", _MODULE, str(path.absolute()), str(target), sheet]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with _turn:
        try:
            done = subprocess.run(  # noqa: S603 - a command of ours
                command,
                cwd=settings.ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=WALL_SECONDS,
            )
            told = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            return {"refusal": "huge"}
        except ValueError:
            _log.info("A spreadsheet ended its reader (%s): %s", done.returncode, done.stderr[-500:])
            return {"refusal": "huge"}
    if done.stderr:
        _log.info("A spreadsheet was not read: %s", done.stderr[-500:])
    return told if isinstance(told, dict) else {"refusal": "huge"}


def quoted(names: Iterable[str]) -> str:
    """Some names of sheets, in a sentence."""
    return ", ".join(_("« %s »") % name for name in islice(names, 10))


def _words(code: str, details: dict[str, Any]) -> str:
    """Why, and what to do."""
    filled = quoted(details.get("filled", []))
    return _REFUSALS[code]() % {**details, "filled": filled}


_REFUSALS: dict[str, Callable[[], str]] = {
    "password": lambda: _("Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe, puis envoyez-la."),
    "damaged": lambda: _(
        "Ce classeur est abîmé ou incomplet : il ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, puis envoyez-le."
    ),
    "huge": lambda: _(
        "Ce classeur est trop lourd à lire : il demande trop de mémoire ou de temps. "
        "Copiez le seul tableau dans un nouveau classeur, ou enregistrez-le au format CSV."
    ),
    "far": lambda: _(
        "La feuille « %(sheet)s » va jusqu’à la cellule %(cell)s, bien au-delà d’un tableau. "
        "Supprimez ce qui est rempli loin du tableau, ou copiez le tableau dans un nouveau classeur."
    ),
    "odd_error": lambda: _(
        "La cellule %(cell)s de la feuille « %(sheet)s » contient une erreur de tableur : %(error)s. "
        "Corrigez-la ou effacez-la, puis envoyez le fichier."
    ),
    "no_sheet": lambda: _("Ce classeur n’a aucune feuille de calcul."),
    "empty": lambda: _("Ce classeur est vide : aucune cellule n’y est remplie."),
    "unknown_sheet": lambda: _("Ce classeur n’a pas de feuille « %(sheet)s ». Feuilles remplies : %(filled)s."),
    "empty_sheet": lambda: _("La feuille « %(sheet)s » est vide. Feuilles remplies : %(filled)s."),
    "archive": lambda: _("Ce fichier est une archive ZIP. Sortez-en le tableau, puis envoyez-le."),
    "other": lambda: _(
        "Ce fichier n’est pas un tableau qui se lise ici : c’est un fichier %(name)s. Enregistrez le tableau au format xlsx, ods ou CSV."
    ),
}
