"""The inbox of the product, and what comes by mail."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.pages import render
from frenchimpact.notifications import actions, queries
from frenchimpact.notifications.models import Notice
from frenchimpact.notifications.rules import visible_notices


@door()
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything one was told, grouped by what it is about."""
    person = cast(User, request.user)
    notices = visible_notices(person)
    only_unread = request.GET.get("etat") == "non-lus"
    page = Paginator(notices.filter(read_at=None) if only_unread else notices, 50).get_page(request.GET.get("page"))
    kept = "etat=non-lus&" if only_unread else ""
    context = {
        "groups": queries.grouped(list(page.object_list)),
        "only_unread": only_unread,
        "unread_count": queries.unread_count(person),
        "choices": queries.choices_of(person),
        "previous_url": f"?{kept}page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?{kept}page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "notifications/inbox.html", context)


@require_POST
@door(find=queries.find_notice)
def open_notice(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Go where the notice leads: it is read."""
    actions.mark_read(person=notice.person, notices=[notice.pk])
    return redirect(notice.url)


@require_POST
@door()
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    actions.mark_read(person=cast(User, request.user))
    return redirect("notifications:inbox")


@require_POST
@door()
def choose(request: HttpRequest) -> HttpResponse:
    """Which kinds come by mail."""
    person, wanted = cast(User, request.user), set(request.POST.getlist("kind"))
    for choice in queries.choices_of(person):
        if choice.is_mailed and choice.kind not in wanted:
            actions.stop_mails(person=person, kind=choice.kind)
        elif not choice.is_mailed and choice.kind in wanted:
            actions.allow_mails(person=person, kind=choice.kind)
    messages.success(request, _("Vos choix sont enregistrés."))
    return redirect("notifications:inbox")


# A mail program presses the button for the person (RFC 8058): it carries the signed link and no cookie.
@csrf_exempt
@open_door
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail in one click, without signing in; change one's mind on the same page."""
    found = queries.find_stop(token)
    if request.method == "POST":
        if "again" in request.POST:
            actions.allow_mails(person=found.person, kind=found.kind)
        else:
            actions.stop_mails(person=found.person, kind=found.kind)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(_("C’est fait."), content_type="text/plain; charset=utf-8")
        return redirect("notifications:stop", token)
    return render(request, "notifications/stop.html", {"stop": found, "is_stopped": queries.is_stopped(found)})
