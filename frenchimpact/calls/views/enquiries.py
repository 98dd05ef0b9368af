"""Questions about a call: read by everyone, asked by who is signed in, answered by operators."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.forms import EnquiryForm
from frenchimpact.calls.forms_desk import EnquiryAnswerForm
from frenchimpact.calls.models import Call, Enquiry
from frenchimpact.calls.views.desk import desk_page
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


@require_safe
@door(find=queries.find_call, visitors=True)
def enquiries(request: HttpRequest, call: Call) -> HttpResponse:
    """Every question that has an answer, and where to ask another one."""
    return _page(request, call, EnquiryForm(label_suffix="", auto_id="%s"))


def _page(request: HttpRequest, call: Call, form: EnquiryForm, *, trouble: str = "", status: int = 200) -> HttpResponse:
    context = {
        "call": call,
        "answered": list(queries.published_enquiries(call)),
        "mine": queries.own_enquiries(request.user, call),
        "form": form,
        "trouble": trouble,
        "may_ask": call.state == Call.State.PUBLISHED,
        "can_manage": rules.can_manage_calls(request.user),
    }
    return render(request, "calls/enquiries.html", context, status=status)


@require_POST
@once
@door(find=queries.find_call, reason=gettext_lazy("Connectez-vous pour poser votre question : vous recevrez la réponse."))
def enquiry_ask(request: HttpRequest, call: Call) -> HttpResponse:
    """Put a question; its answer is for everyone."""
    form = EnquiryForm(request.POST, label_suffix="", auto_id="%s")
    if not form.is_valid():
        return _page(request, call, form, status=422)
    try:
        actions.ask_enquiry(call=call, text=form.cleaned_data["text"], by=cast(User, request.user))
    except Refusal as refusal:
        return _page(request, call, form, trouble=str(refusal.message), status=refusal.status)
    messages.success(request, _("Votre question est envoyée. La réponse paraîtra ici, pour tout le monde, et vous recevrez un message."))
    return redirect("calls:enquiries", call.slug)


@require_safe
@door(rules.can_manage_calls, find=queries.find_managed_call)
def call_enquiries(request: HttpRequest, call: Call) -> HttpResponse:
    """What waits for an answer, then what was answered or set aside."""
    context = {
        "waiting": list(queries.enquiries_to_answer(call)),
        "done": list(call.enquiries.exclude(state=Enquiry.State.ASKED).select_related("answered_by")),
    }
    return desk_page(request, call, "call_enquiries", context)


@require_http_methods(["GET", "POST"])
@once
@door(rules.can_manage_calls, find=queries.find_enquiry)
def enquiry_edit(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Answer for everyone, correct the answer, or set the question aside."""
    start = {"question": enquiry.question or enquiry.text[:400], "answer": enquiry.answer}
    sets_aside = request.POST.get("act") == "set_aside"
    form = EnquiryAnswerForm(request.POST or None, sets_aside=sets_aside, initial=start)
    trouble, status = "", 200
    if request.method == "POST" and form.is_valid():
        values, by = form.cleaned_data, cast(User, request.user)
        try:
            if sets_aside:
                actions.set_enquiry_aside(enquiry=enquiry, because=values["because"], by=by)
                messages.success(request, _("La question est mise de côté. La personne en lit la raison."))
            else:
                actions.publish_enquiry(enquiry=enquiry, question=values["question"], answer=values["answer"], by=by)
                messages.success(request, _("La réponse est publiée. Les personnes qui écrivent un dossier en sont averties."))
        except Incomplete as refusal:
            status = 422
            for name, words in refusal.missing.items():
                form.add_error(name, str(words))
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            return redirect("calls:call_enquiries", enquiry.call.slug)
    elif request.method == "POST":
        status = 422
    context = {"enquiry": enquiry, "form": form, "trouble": trouble, "can_set_aside": Enquiry.FLOW.can("set_aside", enquiry.state)}
    return desk_page(request, enquiry.call, "enquiry_edit", context, status=status, tab="call_enquiries")
