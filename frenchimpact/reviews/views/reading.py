"""A file as its jury will read it, for who applies and for who runs the call; and a decision on paper."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.calls.models import Application
from frenchimpact.calls.queries import find_content
from frenchimpact.calls.rules import role_in
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.design.papers import paper
from frenchimpact.design.words import day
from frenchimpact.reviews import queries
from frenchimpact.reviews.models import Jury, Letter

WITHOUT = "sans"


@require_safe
@door(find=find_content)
def jury_preview(request: HttpRequest, application: Application) -> HttpResponse:
    """What jurors will read: as this jury does, or the other way to compare."""
    jury = Jury.objects.filter(cohort=application.cohort_id).first()
    asked = request.GET.get("noms", "")
    is_anonymous = asked == WITHOUT if asked else bool(jury and jury.is_anonymous)
    here = reverse("reviews:jury_preview", args=[application.reference])
    context = {
        "application": application,
        "jury": jury,
        "sheet": queries.preview_of(application, is_anonymous=is_anonymous),
        "tabs": [
            (_("Avec les noms"), f"{here}?noms=avec", not is_anonymous, None),
            (_("Sans les noms"), f"{here}?noms={WITHOUT}", is_anonymous, None),
        ],
        "is_mine": bool(role_in(request.user, application)),
    }
    return render(request, "reviews/jury_preview.html", context)


@require_safe
@door(find=queries.find_letter)
def letter_paper(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The decision on paper, word for word, with when it left, when it came, and until when it may be challenged."""
    decision, application = letter.decision, letter.decision.application
    received = day(timezone.localtime(letter.notified_at)) if letter.notified_at else ""
    rows = [
        (_("Candidature"), application.reference),
        (_("Structure"), application.organisation.name),
        (_("Appel"), application.call.title),
        (_("Décision"), decision.get_outcome_display()),
        (_("Prise le"), day(timezone.localtime(decision.decided_at))),
        (_("Signée par"), f"{decision.signed_name}, {decision.signed_quality}"),
        (_("Envoyée le"), day(timezone.localtime(letter.sent_at)) if letter.sent_at else ""),
        (_("Reçue le"), received),
    ]
    appeal = ""
    if decision.outcome != "granted":
        ends = letter.appeal_ends_on
        appeal = _("Dernier jour : le %(on)s.") % {"on": day(ends)} if ends else _("Deux mois après la réception.")
    data = {
        "lead": letter.subject,
        "rows": [row for row in rows if row[1]],
        "heading": _("Le courrier"),
        "body": [block.strip() for block in letter.body.replace("\r\n", "\n").split("\n\n") if block.strip()],
        "appeal_title": _("Délai de recours"),
        "appeal": appeal,
        "foot": _("Décision n° %(number)s sur %(reference)s. L’original est gardé sur la plateforme avec la preuve de son envoi.")
        % {"number": decision.number, "reference": application.reference},
    }
    title = _("Décision %(reference)s") % {"reference": application.reference}
    content = paper("reviews/papers/decision.typ", data, title=title, day=timezone.localdate(decision.decided_at))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="decision-{application.reference}-{decision.number}.pdf"'
    return response
