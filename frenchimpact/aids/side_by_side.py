"""Some aids side by side, criterion by criterion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.aids import presenting
from frenchimpact.aids.explaining import FORMS, place_list
from frenchimpact.aids.models import Aid, Rule
from frenchimpact.aids.sentences import clauses_of, conditions_in


@dataclass(frozen=True)
class Line:
    """One criterion, and what each aid says of it."""

    words: str
    cells: list[str]

    @property
    def differs(self) -> bool:
        """Whether the aids do not all say the same."""
        return len(set(self.cells)) > 1


def lines_of(aids: Sequence[Aid | None]) -> list[Line]:
    """What each says; of one that is no longer there, that it is withdrawn."""

    def cells(say: Callable[[Aid], str]) -> list[str]:
        return [say(aid) if aid else _("Retirée") for aid in aids]

    unknown = _("Non précisé")
    return [
        Line(_("Financeur"), cells(lambda aid: aid.funder_words)),
        Line(_("Nature"), cells(presenting.natures)),
        Line(_("Montant"), cells(lambda aid: " · ".join(filter(None, (presenting.amounts(aid), aid.amounts_note))) or unknown)),
        Line(_("Où"), cells(lambda aid: place_list([row.place for row in aid.aid_places.all() if not row.is_excluded]))),
        Line(_("Pour qui"), cells(_who)),
        Line(_("Autres conditions"), cells(lambda aid: " · ".join(clauses_of(conditions_in(aid))) or _("Aucune"))),
        Line(_("Échéance"), cells(lambda aid: presenting.deadline(aid)[0])),
        Line(_("Comment"), cells(lambda aid: str(Aid.Way(aid.way).label))),
        Line(_("Documents"), cells(lambda aid: ", ".join(aid.documents) or unknown)),
        Line(_("Aide d’État"), cells(lambda aid: aid.get_regime_display())),
    ]


def _who(aid: Aid) -> str:
    found = [rule for rule in aid.rules.all() if rule.subject == Rule.Subject.FORM]
    return ", ".join(str(FORMS.get(code, code)) for code in found[0].values) if found else _("Toutes les structures")
