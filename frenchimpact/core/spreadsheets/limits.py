"""What a spreadsheet may cost, and how the process that reads it says no. Imported by that process: nothing of Django here."""

# Of the file; of its parts once unzipped; of the area that a sheet covers; across.
MOST_BYTES = 50_000_000
MOST_UNPACKED = 300_000_000
MOST_CELLS = 20_000_000
MOST_COLUMNS = 1_000
MOST_ENTRIES = 10_000
LONGEST_CELL = 100_000
# Of the process: its memory, its seconds of work, its seconds of anyone's watch, the text that it writes.
MEMORY = 1 << 30
CPU_SECONDS = 30
WALL_SECONDS = 90
MOST_WRITTEN = 500_000_000
# Goes before a number that the sheet shows as a percentage.
PERCENT = "\x1a"
# Stands for a formula whose value the file does not hold: a program wrote it and no spreadsheet ever computed it.
NO_VALUE = "#FORMULE!"
# Stands for an error that has another name than these.
OTHER_ERROR = "#ERREUR!"
# Stands for a text longer than LONGEST_CELL.
TOO_LONG = "#LONG!"
# A cell that holds one of those, and nothing else, holds no data: in the file, or in the CSV that a spreadsheet wrote.
ERRORS = frozenset(
    (
        *("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#BLOCKED!", "#FIELD!"),
        *("#UNKNOWN!", "#CONNECT!", "#BUSY!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!"),
        *("Err:502", "Err:504", "Err:508", "Err:509", "Err:511", "Err:522", "Err:523"),
        *(NO_VALUE, OTHER_ERROR, TOO_LONG),
    )
)


class Refused(Exception):
    """The file is not read: `code` says why, `details` are the names that the words need."""

    def __init__(self, code: str, **details: str | list[str]) -> None:
        super().__init__(code)
        self.code, self.details = code, details
