"""The lines of a file that were refused, as a table to mend and send again: as they came, then their number and the reasons."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from frenchimpact.core.listings import cell
from frenchimpact.core.tables import REPORT, Table

# An amount below zero is no formula: it stays as it came, to be mended.
_FIGURE = re.compile(r"[-+]?[\d\s.,\u00a0\u202f]+(?:€|%)?")


class RefusedLines:
    """Written as they come into `FILE.refused.csv`, beside the file; there is none when nothing is refused."""

    def __init__(self, path: Path, table: Table | None, columns: Sequence[str] = ()) -> None:
        self.path = path.with_name(f"{path.name}.refused.csv")
        self.separator = table.separator if table else ","
        self.kept = [place for place, name in enumerate(table.header) if name not in REPORT] if table else list(range(len(columns)))
        self.columns = [table.titles[place] for place in self.kept] if table else columns
        self.file: Any = None

    def add(self, cells: Sequence[str], line: int, why: str) -> None:
        """One line, and why."""
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace")
            self.writer = csv.writer(self.file, delimiter=self.separator)
            self.writer.writerow([*map(_harmless, self.columns), *REPORT])
        shown = [cells[place] if place < len(cells) else "" for place in self.kept]
        self.writer.writerow([*map(_harmless, shown), line, _harmless(why)])

    def close(self) -> Path | None:
        """Where it is; None when nothing was refused."""
        if self.file is None:
            self.path.unlink(missing_ok=True)
            return None
        self.file.close()
        return self.path


def _harmless(text: str) -> str:
    return text if _FIGURE.fullmatch(text) else cell(text)
