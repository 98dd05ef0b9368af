"""Mail received that a person must look at: who wrote, why it is held, and the two things that can be done."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.desk.rules import can_sort_mail
from frenchimpact.inbound import actions, queries
from frenchimpact.inbound.models import Message

READ_SIGNS = 4000


def _may(user: Any, message: Message | None = None) -> bool:
    return can_sort_mail(user)


@door(_may)
def mail_received(request: HttpRequest) -> HttpResponse:
    """What waits, or what was settled."""
    is_settled = request.GET.get("etat") == "traites"
    found = queries.settled_messages() if is_settled else queries.held_messages()
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    kept = "etat=traites&" if is_settled else ""
    context = {
        "found": list(page.object_list),
        "is_settled": is_settled,
        "held_count": queries.held_messages().count(),
        "previous_url": f"?{kept}page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?{kept}page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "desk/mail_received.html", context)


@door(_may, find=queries.find_message)
def mail_message(request: HttpRequest, message: Message) -> HttpResponse:
    """One message, as it reads without layout."""
    content = queries.content_of(message)
    context = {
        "message": message,
        "text": content.text[:READ_SIGNS] if content else "",
        "is_readable": content is not None,
        "files": [file.name for file in content.attachments] if content else [],
        "can_accept": message.state == Message.State.HELD and queries.can_be_taken(message),
        "can_set_aside": message.state == Message.State.HELD,
    }
    return render(request, "desk/mail_message.html", context)


@door(_may, find=queries.find_message)
def mail_raw(request: HttpRequest, message: Message) -> HttpResponse:
    """The message as it came, to be saved and never shown by the browser."""
    headers = {"Content-Disposition": f'attachment; filename="message-{message.pk}.eml"'}
    return HttpResponse(queries.find_raw(message), content_type="application/octet-stream", headers=headers)


@require_POST
@door(_may, find=queries.find_message)
def mail_accept(request: HttpRequest, message: Message) -> HttpResponse:
    """Take it as the reply of the person that its address was given to."""
    accepted = actions.accept_message(message=message, by=cast(User, request.user))
    if accepted.state == Message.State.DONE:
        messages.success(request, _("Le message est pris comme réponse : %(outcome)s") % {"outcome": accepted.outcome})
    else:
        messages.warning(request, _("Le message n’a pas pu être appliqué : %(outcome)s") % {"outcome": accepted.outcome})
    return redirect("desk:mail_received")


@require_POST
@door(_may, find=queries.find_message)
def mail_aside(request: HttpRequest, message: Message) -> HttpResponse:
    """It asks for nothing."""
    actions.set_aside(message=message, by=cast(User, request.user))
    messages.success(request, _("Le message est mis de côté. Il reste lisible parmi les messages traités."))
    return redirect("desk:mail_received")
