"""My conversations: the list, one of them, the first message about a thing."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.conversations import actions, queries, rules
from frenchimpact.conversations.forms import MessageForm
from frenchimpact.conversations.models import Message
from frenchimpact.conversations.queries import Place
from frenchimpact.core import read_only
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import known, list_address
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line
from frenchimpact.files.actions import Taken, take_sent
from frenchimpact.files.queries import intake
from frenchimpact.journal.actions import once

SIZE = 20
# Shown at first of a long conversation.
LAST = 50


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@door()
def threads(request: HttpRequest) -> HttpResponse:
    """One's conversations, those with something new first."""
    person, here, ignored = _person(request), request.path, list[str]()
    subjects = queries.subjects_of(person)
    text = clean_line(request.GET.get("q", ""))[:120].strip()
    only_unread = request.GET.get("etat") == "non-lus"
    slug = known(request.GET, "sujet", {one.slug for one in subjects}, ignored)
    subject = rules.subject_by_slug(slug) if slug else None
    rows = queries.threads_for(person, text=text, only_unread=only_unread, model=subject.model if subject else "")
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    asked = {"q": text, "etat": "non-lus" if only_unread else "", "sujet": slug}

    def url(**more: str) -> str:
        return list_address(here, asked | more)

    tags = [(f"« {text} »", url(q=""))] if text else []
    tags += [(_("Non lues"), url(etat=""))] if only_unread else []
    tags += [(str(subject.words), url(sujet=""))] if subject else []
    context = {
        "rows": [(one, rules.SUBJECTS[one.owner_model].words) for one in page],
        "count": page.paginator.count,
        "asked": asked,
        "path": here,
        "tags": tags,
        "ignored": ignored,
        "subjects": subjects,
        "has_pages": page.paginator.num_pages > 1,
        "previous_url": url(page=str(page.previous_page_number())) if page.has_previous() else None,
        "next_url": url(page=str(page.next_page_number())) if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "conversations/threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=queries.find_place)
@once
def thread(request: HttpRequest, place: Place) -> HttpResponseBase:
    """What was said, what is new, and the answer. Opened, it is read."""
    return _talk(request, place)


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=queries.find_new_place)
@once
def begin(request: HttpRequest, place: Place) -> HttpResponseBase:
    """The first message about a thing, to one of its circles; the conversation itself once it has begun."""
    if place.thread is not None and request.method != "POST":
        return redirect(queries.page_of(place.thread))
    return _talk(request, place)


def _talk(request: HttpRequest, place: Place) -> HttpResponseBase:
    form = MessageForm(request.POST if request.method == "POST" else None, initial=_beginning(request, place), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            message, taken = actions.write_message(
                place=place, text=form.cleaned_data["text"], by=_person(request), take_files=_files_of(request)
            )
        except Refusal as refusal:
            explain(form, refusal)
        else:
            for name, words in taken.refused:
                messages.warning(request, _("« %(name)s » n’est pas joint : %(words)s") % {"name": name, "words": words})
            messages.success(request, _("Votre message est envoyé."))
            return redirect(f"{queries.page_of(message.thread)}#message-{message.pk}")
    return _shown(request, place, form)


def _files_of(request: HttpRequest) -> Any:
    """How the documents of the form are taken; None when there are none."""
    if not request.FILES.getlist("files") and not request.POST.getlist("files_parcel"):
        return None

    def take(message: Message) -> Taken:
        return take_sent(
            sent=request.FILES,
            fields=request.POST,
            name="files",
            owner=message,
            purpose=rules.PIECE,
            intake=intake("document"),
            by=_person(request),
        )

    return take


def _beginning(request: HttpRequest, place: Place) -> dict[str, str]:
    key = request.GET.get("modele", "")
    return {"text": next((one.text for one in queries.templates_for(_person(request), place) if one.key == key), "")}


def _shown(request: HttpRequest, place: Place, form: MessageForm) -> HttpResponse:
    person, found = _person(request), place.thread
    is_whole = "tout" in request.GET
    said = queries.messages_of(person, found, last=0 if is_whole else LAST) if found is not None else []
    if found is not None and request.method == "GET" and not read_only.is_on():
        # What is new was noted just above: the menu, written below, no longer counts it.
        actions.mark_read(thread=found, by=person)
    context = {
        "place": place,
        "thread": found,
        "title": place.subject.title(place.thing) if place.thing is not None else found.title if found else "",
        "page": place.subject.page(place.thing) if place.thing is not None else "",
        "said": said,
        "first_new": next((one.message.pk for one in said if one.is_new), None),
        "has_more": not is_whole and len(said) == LAST,
        "seats": place.circle.seats() if place.circle is not None else [],
        "others": queries.ways_of(person, place.subject.model, place.thing) if place.thing is not None else [],
        "templates": queries.templates_for(person, place),
        "form": form,
        "intake": intake("document"),
    }
    return render(request, "conversations/thread.html", context, status=422 if form.errors else 200)
