"""What is told when a sheet and the registry differ."""

from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, finish_tasks
from frenchimpact.organisations.messages.writing import admins, as_admin, page, tell
from frenchimpact.organisations.models import Organisation

KIND = "registry_differs"


def _reference(organisation: Organisation) -> str:
    return f"V-{organisation.pk}"


def tell_registry_differs(organisation: Organisation) -> None:
    """Those who manage the sheet choose what to take."""
    finish_registry(organisation)
    tell(
        admins(organisation),
        kind=KIND,
        reference=_reference(organisation),
        thing=organisation.name,
        is_task=True,
        news=lambda: News(
            subject=_("Registre national : %(name)s") % {"name": organisation.name},
            lead=_("La fiche de %(name)s diffère du registre national") % {"name": organisation.name},
            lines=(_("Comparez, puis prenez ou gardez chaque ligne. Rien ne change sans vous."),),
            action=_("Comparer"),
            page=page("organisation_registry", organisation.slug),
            why=as_admin(organisation),
        ),
    )


def finish_registry(organisation: Organisation) -> None:
    """It is settled, or no longer to be settled."""
    finish_tasks(kind=f"organisations.{KIND}", reference=_reference(organisation))
