"""Which action comes after which: what is wrong in the order that a table gives to a plan."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text


def order_troubles(there: Mapping[str, str], lines: Sequence[tuple[str, str]]) -> dict[int, Text]:
    """What is wrong, by place in the lines. `there` says which action each one of the plan waits for, by codes; a line gives the code of
    an action and that of the one it waits for, empty when it says nothing."""
    after = {**there, **{code: "" for code, _before in lines if code not in there}, **{code: before for code, before in lines if before}}
    found: dict[int, Text] = {}
    for place, (code, before) in enumerate(lines):
        if before and before not in after:
            found[place] = _("« après » : aucune action n’a le code « %(code)s ».") % {"code": before}
        elif before and _comes_back(code, after):
            found[place] = _("« après » : ces actions s’attendraient l’une l’autre.")
    return found


def _comes_back(code: str, after: Mapping[str, str]) -> bool:
    """Whether an action would wait for itself, from one to the next."""
    seen: set[str] = set()
    key = after.get(code, "")
    while key and key not in seen:
        if key == code:
            return True
        seen.add(key)
        key = after.get(key, "")
    return False
