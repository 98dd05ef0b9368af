"""Questions about a call, as everyone reads them and as operators answer them."""

from django.db.models import QuerySet
from django.http import Http404

from frenchimpact.calls.models import Call, Enquiry
from frenchimpact.calls.queries.calls import find_managed_call
from frenchimpact.organisations.rules import Anyone


def published_enquiries(call: Call) -> QuerySet[Enquiry]:
    """Those that have an answer, the latest first."""
    return call.enquiries.filter(state=Enquiry.State.PUBLISHED).order_by("-answered_at", "-pk")


def own_enquiries(user: Anyone, call: Call) -> list[Enquiry]:
    """What the person asked and that is not published: it waits, or was set aside."""
    if not user.is_authenticated:
        return []
    return list(call.enquiries.filter(asked_by=user.pk).exclude(state=Enquiry.State.PUBLISHED).order_by("-asked_at", "-pk"))


def enquiries_to_answer(call: Call) -> QuerySet[Enquiry]:
    """Those that wait, the oldest first."""
    return call.enquiries.filter(state=Enquiry.State.ASKED).order_by("asked_at", "pk")


def find_enquiry(user: Anyone, slug: str, number: int) -> Enquiry:
    """A question that an operator may answer, or Http404."""
    call = find_managed_call(user, slug)
    enquiry = call.enquiries.select_related("asked_by", "answered_by", "call").filter(pk=number).first()
    if enquiry is None:
        raise Http404
    return enquiry
