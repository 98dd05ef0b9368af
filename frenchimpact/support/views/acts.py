"""What one may do on a page: each act is a button or a form of its own, and what is refused is said there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.support.forms import DiagnosisForm, Plain


@dataclass
class Act:
    """Something that one may do: its form (none: a button alone), what it does with what was typed, what is said then."""

    words: str
    done: str
    do: Callable[..., Any]
    form: Plain | None = None
    kind: str = "secondary"
    is_open: bool = False
    errors: list[str] = field(default_factory=list)


def carried_out(act: Act) -> bool:
    """Whether it was done; what is refused is said at its form."""
    if act.form is not None and not act.form.is_valid():
        return False
    given: dict[str, Any] = dict(act.form.cleaned_data) if act.form is not None else {}
    if isinstance(act.form, DiagnosisForm):
        given = {"summary": given["summary"], "axes": act.form.axes}
    try:
        act.do(**given)
    except Refusal as refusal:
        if act.form is None:
            act.errors.append(str(refusal.message))
        else:
            explain(act.form, refusal)
        return False
    return True
