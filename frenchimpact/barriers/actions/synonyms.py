"""Words that mean the same, for the search of answers: shipped once, then kept by operators."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Synonym
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.text import clean_line, fold

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "synonyms.txt"
# Each search reads them all.
MOST_WORDS = 20


@transaction.atomic
def load_synonyms(*, file: Path = SHIPPED) -> int:
    """Those that come with the platform, into an empty table: what operators took away does not come back."""
    if Synonym.objects.exists():
        return 0
    lines = [clean_line(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return len(Synonym.objects.bulk_create([Synonym(words=line) for line in lines if line and not line.startswith("#")]))


def _tidy(words: str) -> str:
    """Each once, in the order written. Raises Incomplete when there are not two, or too many."""
    kept: dict[str, str] = {}
    for one in words.replace(";", ",").replace("\n", ",").split(","):
        if fold(one):
            kept.setdefault(fold(one), clean_line(one))
    found = list(kept.values())
    if len(found) < 2:
        words_of = _("Écrivez au moins deux mots ou expressions différents, séparés par une virgule.")
        raise Incomplete(words_of, {"words": words_of})
    if len(found) > MOST_WORDS:
        words_of = _("Au plus %(most)s mots ou expressions par ligne : ouvrez-en une deuxième.") % {"most": MOST_WORDS}
        raise Incomplete(words_of, {"words": words_of})
    return ", ".join(found)


@transaction.atomic
def keep_synonym(*, words: str, by: User, synonym: Synonym | None = None) -> Synonym:
    """Add a line, or write one again."""
    tidy = _tidy(words)
    if synonym is None:
        return Synonym.objects.create(words=tidy, by=by)
    synonym.words, synonym.by, synonym.changed_at = tidy, by, clock.now()
    synonym.save(update_fields=["words", "by", "changed_at"])
    return synonym


@transaction.atomic
def drop_synonym(*, synonym: Synonym, by: User) -> None:
    """Take a line away."""
    synonym.delete()
