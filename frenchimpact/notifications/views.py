"""The inbox of the product, what comes by mail and when, what was sent."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.accounts.queries import person_of
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.pages import render
from frenchimpact.mail.actions import trust_address
from frenchimpact.mail.queries import is_stopped
from frenchimpact.notifications import actions, queries, tasks
from frenchimpact.notifications.forms import HabitForm, LostLinkForm
from frenchimpact.notifications.models import Notice, Rhythm
from frenchimpact.notifications.rules import KINDS, can_be_stopped

HABITS = ("digest_at", "weekly_on", "quiet_from", "quiet_until", "zone")


@door()
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything one was told, grouped by what it is about."""
    person = cast(User, request.user)
    only_unread, reference = request.GET.get("etat") == "non-lus", request.GET.get("objet", "").replace("\x00", "")[:40]
    page, groups = queries.inbox_page(person, only_unread=only_unread, reference=reference, page=request.GET.get("page", ""))
    kept = urlencode({"etat": "non-lus"} if only_unread else {}) + ("&" if only_unread else "")
    context = {
        "groups": groups,
        "only_unread": only_unread,
        "reference": reference,
        "why_of": queries.why_of,
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
    """Everything is read, or everything about one thing."""
    actions.mark_read(person=cast(User, request.user), reference=request.POST.get("objet", "")[:40])
    return redirect("notifications:inbox")


@require_POST
@door()
def mute(request: HttpRequest) -> HttpResponse:
    """No more news of one thing, or news again."""
    person, reference = cast(User, request.user), request.POST.get("objet", "")[:40]
    name = queries.name_of_thing(person, reference)
    if "encore" in request.POST:
        actions.unmute_thing(person=person, reference=reference)
        messages.success(request, _("Les nouvelles de %(thing)s arrivent de nouveau.") % {"thing": name})
    else:
        actions.mute_thing(person=person, reference=reference)
        messages.success(
            request, _("%(thing)s est en sourdine : plus de nouvelles. Ce qui est attendu de vous arrive toujours.") % {"thing": name}
        )
    return redirect("notifications:inbox")


@door()
def choose(request: HttpRequest) -> HttpResponse:
    """Which kinds come by mail, how soon, at what hours."""
    person = cast(User, request.user)
    habit = queries.habit_of(person)
    shown = {name: getattr(habit, name) for name in HABITS} | {"has_digests": not habit.is_digest_stopped}
    form = HabitForm(request.POST) if request.method == "POST" else HabitForm(initial=shown)
    choices = queries.choices_of(person)
    if request.method == "POST" and form.is_valid():
        for choice in choices:
            rhythm = request.POST.get(choice.kind.code)
            if not choice.kind.is_mandatory and rhythm in Rhythm.values and rhythm != choice.rhythm:
                actions.choose_rhythm(person=person, kind=choice.kind.code, rhythm=rhythm)
        wanted = {name: form.cleaned_data[name] for name in HABITS}
        actions.set_habit(person=person, **wanted, is_digest_stopped=not form.cleaned_data["has_digests"])
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("notifications:choose")
    parts, always = queries.choices_shown(person)
    context = {"parts": parts, "always": always, "form": form, "rhythms": Rhythm.choices}
    return render(request, "notifications/choices.html", context, status=422 if form.errors else 200)


@require_POST
@door()
def test(request: HttpRequest) -> HttpResponse:
    """A mail to see that mail arrives."""
    person = cast(User, request.user)
    actions.send_test(person=person)
    messages.success(request, _("Un mail d’essai part vers %(to)s.") % {"to": person.email})
    return redirect("notifications:sent")


@door()
def sent(request: HttpRequest) -> HttpResponse:
    """The last mails that were sent to the person, and why."""
    person = cast(User, request.user)
    context = {"mails": queries.last_mails(person), "is_address_stopped": is_stopped(person.email)}
    return render(request, "notifications/sent.html", context)


@require_POST
@door()
def trust(request: HttpRequest) -> HttpResponse:
    """The person's address works again."""
    person = cast(User, request.user)
    trust_address(address=person.email)
    messages.success(request, _("Les mails partent de nouveau vers %(to)s. Envoyez-vous un mail d’essai.") % {"to": person.email})
    return redirect("notifications:sent")


# A mail program presses the button for the person (RFC 8058): it carries the signed link and no cookie.
@csrf_exempt
@open_door
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail in one click, or get it in a digest, without signing in; change one's mind on the same page."""
    try:
        found = queries.find_stop(token)
    except Http404:
        return render(request, "notifications/lost_link.html", {"form": LostLinkForm(), "is_broken": True, "sent_to": ""}, status=404)
    if request.method == "POST":
        if "rhythm" in request.POST:
            actions.choose_rhythm(person=found.person, kind=found.kind, rhythm=request.POST["rhythm"])
        elif "again" in request.POST:
            actions.allow_mails(person=found.person, kind=found.kind)
        else:
            actions.stop_mails(person=found.person, kind=found.kind)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(_("C’est fait."), content_type="text/plain; charset=utf-8")
        return redirect("notifications:stop", token)
    context = {
        "stop": found,
        "is_stopped": queries.is_stopped(found),
        "can_be_stopped": can_be_stopped(found.kind),
        "rhythm": queries.rhythm_of(found.person, KINDS[found.kind]) if found.kind in KINDS else "",
    }
    return render(request, "notifications/stop.html", context)


@open_door
def lost_link(request: HttpRequest) -> HttpResponse:
    """An address to which new links go, for whom a link no longer opens. The answer is the same whoever is known here."""
    form, sent_to = LostLinkForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        sent_to = form.cleaned_data["email"]
        person = person_of(sent_to)
        tasks.send_stop_links.enqueue(person.pk if person else 0)
    context = {"form": form, "is_broken": False, "sent_to": sent_to}
    return render(request, "notifications/lost_link.html", context, status=422 if form.errors else 200)
