"""Which notices about applications are still worth a mail: the file is there, the person of it, and the matter open."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from frenchimpact.calls.models import Application, ApplicationMember, Enquiry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment, Membership
from frenchimpact.organisations.rules import held_today

type Notices = QuerySet[Notice]


def _file() -> QuerySet[Application]:
    return Application.objects.filter(reference=OuterRef("reference"))


def for_its_people(notices: Notices) -> Notices:
    """The person still takes part."""
    belongs = Membership.objects.filter(organisation__applications__reference=OuterRef("reference"), user=OuterRef("person"), until=None)
    invited = ApplicationMember.objects.filter(application__reference=OuterRef("reference"), user=OuterRef("person"), ended_at=None)
    leads = _file().filter(lead=OuterRef("person"))
    return notices.filter(Q(Exists(leads)) | Q(Exists(belongs)) | Q(Exists(invited)))


def correction_asked(notices: Notices) -> Notices:
    """The answer is still awaited."""
    return for_its_people(notices).filter(Exists(_file().filter(state=Application.State.INCOMPLETE)))


def to_answer(notices: Notices) -> Notices:
    """A question about the call still waits, and the person still runs the programme."""
    held = held_today(Assignment.Role.OPERATOR).filter(user=OuterRef("person"))
    waiting = Enquiry.objects.filter(call__reference=OuterRef("reference"), state=Enquiry.State.ASKED)
    return notices.filter(Exists(held), Exists(waiting))


def to_check(notices: Notices) -> Notices:
    """The file still waits, and the person still runs the programme."""
    held = held_today(Assignment.Role.OPERATOR).filter(user=OuterRef("person"))
    waiting = _file().filter(state__in=[Application.State.SUBMITTED, Application.State.COMPLETE])
    return notices.filter(Exists(held), Exists(waiting))
