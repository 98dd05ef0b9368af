"""The methods that come with the product: written by us, as folders of text files."""

from functools import cache
from pathlib import Path

from frenchimpact.methods.folders import Folder, read_folder

HERE = Path(__file__).parent / "data" / "methods"


# The others take its indicators: it defines them.
COMMON_CORE = "tronc-commun"


def shipped() -> list[str]:
    """Their names: the common core, then the others in the order of the alphabet."""
    return sorted((folder.name for folder in HERE.iterdir() if folder.is_dir()), key=lambda name: (name != COMMON_CORE, name))


def files_of(folder: Path) -> dict[str, str]:
    """The text files of a folder, by their path in it."""
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@cache
def shipped_folder(name: str) -> Folder:
    """One of them, read and checked. Raises Unsound."""
    return read_folder(files_of(HERE / name))
