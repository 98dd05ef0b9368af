"""Home, and what exists for someone who answers three questions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import conditional_page

from frenchimpact.atlas import home as front
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.for_me import WHAT, WHO, blocks, read_answers
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.linked_data import linked_data
from frenchimpact.core.pages import render
from frenchimpact.design.navigation import address


@open_door
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    """What exists for me, here, now."""
    now = front.figures()
    start = prefix()
    site = settings.BASE_URL + start
    json_ld = linked_data(
        {
            "@type": "WebSite",
            "name": settings.PROGRAMME_NAME,
            "url": f"{site}/",
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{site}/recherche/?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        },
        {"@type": "Organization", "name": settings.OPERATOR_NAME, "url": f"{site}/"},
    )
    context = {
        "figures": now,
        "verbs": front.verbs(now),
        "who": WHO,
        "what": WHAT,
        "answers": read_answers({}),
        "today": clock.today(),
        "region_url": lambda code: f"{start}/projets/?region={code}",
        "json_ld": json_ld,
        "demo_url": address("/demo/"),
    }
    return render(request, "atlas/home.html", context)


@open_door
@conditional_page
def for_me(request: HttpRequest) -> HttpResponse:
    """Three answers; a few sheets of each kind, with reasons."""
    answers = read_answers(request.GET.dict())
    if "ou_cle" in request.GET:
        # The form was sent: the address to keep says the answers and nothing else.
        return redirect(answers.url())
    found = blocks(answers) if answers.has_any and not answers.is_unknown_place else []
    context = {"answers": answers, "blocks": found, "who": WHO, "what": WHAT, "operator": settings.OPERATOR_NAME}
    return render(request, "atlas/for_me.html", context)
