"""Who must sign in with more than a mailbox, and who may touch what of an account."""

from collections.abc import Callable

from frenchimpact.accounts.models import User

# Each higher room that gives roles may say that a person needs a second proof; it registers in `apps.ready()`.
DEMANDS: list[Callable[[User], bool]] = []


def demand_strong(ask: Callable[[User], bool]) -> Callable[[User], bool]:
    """Declare a function that says whether a person may only come in with a second proof."""
    if ask not in DEMANDS:
        DEMANDS.append(ask)
    return ask


def owes_strong(person: User) -> bool:
    """Whether the person's roles ask for a second proof."""
    return any(ask(person) for ask in DEMANDS)


def can_remove_factor(person: User) -> bool:
    """Whether one may be removed: those whose role asks for one keep at least one."""
    from frenchimpact.accounts.queries import factor_count

    return factor_count(person) > 1 or not owes_strong(person)
