"""How one's account is protected, and where it is open."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from frenchimpact.accounts import actions, browsers, queries, rules, sessions
from frenchimpact.accounts.models import OpenSession, User
from frenchimpact.accounts.views.enrol import enrol_totp
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render

# Looks shown to the person: all are given back with their data.
LOOKS_SHOWN = 20


@door(own=True)
def security(request: HttpRequest) -> HttpResponse:
    """Everything on one page: ways to prove, codes on paper, open sessions."""
    person = cast(User, request.user)
    here = request.session.session_key
    rows = [
        {"session": one, "words": browsers.words_of(one.browser, one.system), "is_here": one.session_key == here}
        for one in queries.sessions_of(person)
    ]
    context = {
        "totp": queries.totp_of(person),
        "passkeys": list(queries.passkeys_of(person)),
        "proconnect": queries.proconnect_of(person),
        "codes_left": queries.codes_left(person),
        "is_owed": rules.owes_strong(person),
        "rows": rows,
        "looks": list(queries.looks_at(person)[:LOOKS_SHOWN]),
    }
    return render(request, "accounts/security.html", context)


@door(fresh=True)
def totp_add(request: HttpRequest) -> HttpResponse:
    """Scan a square, copy a code."""
    person = cast(User, request.user)
    if queries.totp_of(person):
        return redirect("accounts:security")
    enrolment = enrol_totp(request, person)
    if enrolment.is_done:
        sessions.note_proof(request, is_strong=True)
        if enrolment.codes:
            return render(request, "accounts/codes.html", {"codes": enrolment.codes, "next_url": None, "is_first": True})
        messages.success(request, _("Votre application de codes est prête. Elle vous sera demandée à la prochaine connexion."))
        return redirect("accounts:security")
    return render(request, "accounts/totp.html", {"enrolment": enrolment, "form": enrolment.form}, status=enrolment.status)


@door(fresh=True)
def totp_remove(request: HttpRequest) -> HttpResponse:
    """Say what follows, then remove."""
    person = cast(User, request.user)
    if not queries.totp_of(person):
        return redirect("accounts:security")
    if request.method == "POST":
        actions.remove_totp(person=person, by=person)
        messages.success(request, _("L’application de codes est retirée."))
        return redirect("accounts:security")
    context = {"is_last": queries.factor_count(person) == 1, "can_remove": rules.can_remove_factor(person)}
    return render(request, "accounts/totp_remove.html", context)


@door(fresh=True)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    person = cast(User, request.user)
    if request.method == "POST":
        codes = actions.make_recovery_codes(person=person, by=person)
        return render(request, "accounts/codes.html", {"codes": codes, "next_url": None, "is_first": False})
    return render(
        request, "accounts/codes_ask.html", {"codes_left": queries.codes_left(person), "has_factor": queries.factor_count(person) > 0}
    )


@require_POST
@door(lambda user, session: True, find=queries.find_session, fresh=True)
def close_session(request: HttpRequest, session: OpenSession) -> HttpResponse:
    """Sign out one browser."""
    if session.session_key == request.session.session_key:
        sessions.go_out(request)
        return redirect("/")
    actions.close_session(session=session, by=cast(User, request.user))
    messages.success(request, _("Ce navigateur est déconnecté."))
    return redirect("accounts:security")


@require_POST
@door(fresh=True)
def close_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out every browser but this one."""
    person = cast(User, request.user)
    count = actions.close_other_sessions(person=person, but=request.session.session_key or "", by=person)
    words = ngettext("Un autre navigateur est déconnecté.", "%(n)s autres navigateurs sont déconnectés.", count) % {"n": count}
    messages.success(request, words if count else _("Vous n’étiez connecté nulle part ailleurs."))
    return redirect("accounts:security")
