"""What the desk does about what happens elsewhere."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.facts import LookBegun, RecoveryAsked, RecoveryCancelled, RecoveryGranted, RecoveryRefused
from frenchimpact.accounts.models import Look
from frenchimpact.core.facts import Fact, listens
from frenchimpact.notifications.actions import finish_tasks, notify
from frenchimpact.organisations.rules import operators

RECOVERY = "desk.recovery"
LOOK = "desk.look"


def _reference(fact: Fact) -> str:
    return f"recovery-{getattr(fact, 'recovery_id', '')}"


@listens(RecoveryAsked)
def tell_operators(fact: RecoveryAsked) -> None:
    """Somebody cannot come in any more: every operator but that person is asked to look."""
    for operator in operators().exclude(pk=fact.user_id):
        notify(
            person=operator,
            kind=RECOVERY,
            text=_("Une personne a perdu ses moyens de connexion. Vérifiez que c’est bien elle."),
            url=reverse("desk:recovery_decide", args=[fact.recovery_id]),
            event=f"{RECOVERY}-{fact.recovery_id}",
            is_task=True,
            reference=_reference(fact),
            subject=_("Une personne ne peut plus se connecter"),
        )


def _settle(fact: Fact) -> None:
    finish_tasks(kind=RECOVERY, reference=_reference(fact))


@listens(RecoveryGranted)
def settle_granted(fact: RecoveryGranted) -> None:
    """It is decided: nobody else has to look."""
    _settle(fact)


@listens(RecoveryRefused)
def settle_refused(fact: RecoveryRefused) -> None:
    """It is decided: nobody else has to look."""
    _settle(fact)


@listens(RecoveryCancelled)
def settle_cancelled(fact: RecoveryCancelled) -> None:
    """The person stopped it: nobody has to look."""
    _settle(fact)


@listens(LookBegun)
def tell_person(fact: LookBegun) -> None:
    """Whose eyes are borrowed reads it in their space too: the mail left with the look."""
    look = Look.objects.select_related("person", "by").get(pk=fact.look_id)
    notify(
        person=look.person,
        kind=LOOK,
        text=format_lazy(
            _("{by} regarde le site avec vos yeux, sans rien pouvoir écrire : « {reason} »."), by=str(look.by), reason=look.reason
        ),
        url=reverse("accounts:security") + "#regards",
        event=f"{LOOK}-{look.pk}",
    )
