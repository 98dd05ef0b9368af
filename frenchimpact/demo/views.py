"""The demonstration: enter as someone, read the mails, move the clock, start over."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup, escape

from frenchimpact.accounts.queries import person_of
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_text
from frenchimpact.demo import actions, post, queries
from frenchimpact.demo.forms import LetterForm
from frenchimpact.demo.personas import BY_ROLE
from frenchimpact.demo.rules import demo_door
from frenchimpact.design import navigation

BACKEND = "frenchimpact.accounts.backends.PersonBackend"
STEPS = (1, 7, 30)
TEXT_LIMIT = 20_000
NOT_RUNNING = gettext_lazy("Le courrier de cette instance n’est pas en marche. Lancez-la par « make run », ou manage.py receive_mail.")
LINK = re.compile(r"https?://[^\s<>]+")


@demo_door
def home(request: HttpRequest) -> HttpResponse:
    """Who one may be, and what waits for them now."""
    return render(request, "demo/home.html", {"cards": queries.role_cards(), "is_ahead": bool(queries.offset())})


@require_POST
@demo_door
def enter(request: HttpRequest) -> HttpResponse:
    """Become one of the eight, and go to what was chosen on their card; only people of the demonstration, whoever is named."""
    persona = BY_ROLE.get(request.POST.get("role", ""))
    person = person_of(persona.email) if persona else None
    if persona is None or person is None or not person.is_demo:
        messages.error(request, _("Ce compte n’existe pas ici. Choisissez-en un dans la liste."))
        return redirect("demo:home")
    login(request, person, backend=BACKEND)
    messages.success(request, _("Vous êtes %(name)s. Ici, rien de ce que vous faites n’est réel.") % {"name": person.full_name})
    wanted = next((one.path for one in persona.tries if one.path == request.POST.get("to")), "")
    path, _mark, query = wanted.partition("?")
    page = navigation.address(path) if path else None
    return redirect(f"{page}?{query}" if page and query else page or "desk:home")


@demo_door
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail sent, latest first."""
    address = request.GET.get("a", "")[:254]
    page = Paginator(queries.mails(address).only("key", "to", "subject", "created_at", "state", "reference"), 50).get_page(
        request.GET.get("page")
    )
    kept = f"a={address}&" if address else ""
    context = {
        "mails": list(page.object_list),
        "recipients": queries.recipients(),
        "mailboxes": queries.mailboxes(),
        "address": address,
        "previous_url": f"?{kept}page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?{kept}page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "demo/mailbox.html", context)


def with_links(text: str) -> Markup:
    """The plain text with its addresses as links, on this very host."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        url = found.group().rstrip(".,;:!?)»")
        href = url.removeprefix(settings.BASE_URL) if url.startswith(settings.BASE_URL + "/") else url
        parts += [escape(text[end : found.start()]), Markup('<a href="{}">{}</a>').format(href, url)]
        end = found.start() + len(url)
    return Markup("").join([*parts, escape(text[end:])])


@demo_door
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One message with its exchange, as it reads with and without layout."""
    found = queries.find_mail(key)
    thread = [(one, with_links(one.text)) for one in queries.thread_of(found)]
    return render(request, "demo/mail.html", {"mail": found, "thread": thread, "typed": "", "trouble": ""})


@require_POST
@demo_door
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a message as its reader would: by mail, through the same door as any other."""
    found = queries.find_mail(key)
    text = clean_text(request.POST.get("text", "")[:TEXT_LIMIT])
    if not found.reply_to or not text:
        raise Refusal(_("Écrivez une réponse, puis envoyez-la."))
    try:
        post.send_answer(found, text, request.FILES.getlist("files"))
    except OSError:
        trouble = str(NOT_RUNNING)
        thread = [(one, with_links(one.text)) for one in queries.thread_of(found)]
        return render(request, "demo/mail.html", {"mail": found, "thread": thread, "typed": text, "trouble": trouble}, status=503)
    messages.success(
        request, _("Votre réponse est partie par mail. La plateforme la lit dans un instant, puis vous écrit ce qu’elle a compris.")
    )
    return redirect("demo:mailbox")


@require_http_methods(["GET", "POST"])
@demo_door
def letter(request: HttpRequest) -> HttpResponse:
    """Write to an address of the platform as anybody would, known or not: by mail, through the same door."""
    form = LetterForm(request.POST or None, mailboxes=queries.mailboxes())
    trouble: Text = ""
    if request.method == "POST" and form.is_valid():
        try:
            post.send_letter(**form.cleaned_data, files=request.FILES.getlist("files"))
        except OSError:
            trouble = NOT_RUNNING
        else:
            messages.success(
                request, _("Votre mail est parti. La plateforme le lit dans un instant : rechargez cette page pour sa réponse.")
            )
            return redirect(f"{reverse('demo:mailbox')}?{urlencode({'a': form.cleaned_data['sender']})}")
    status = 503 if trouble else 422 if form.errors else 200
    return render(request, "demo/letter.html", {"form": form, "trouble": trouble}, status=status)


# A mail brings its own styles: it is shown apart, where nothing of it can run or reach the page around it.
@csp_override(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
@xframe_options_exempt
@demo_door
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The message's own page, inside a frame."""
    html = queries.find_mail(key).html.replace(f'href="{settings.BASE_URL}/', 'href="/')
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@demo_door
def time(request: HttpRequest) -> HttpResponse:
    """Which day it is, and going forward."""
    if request.method == "POST":
        try:
            days = int(request.POST.get("days", ""))
        except ValueError:
            days = 0
        if days not in STEPS:
            messages.error(request, _("Choisissez 1, 7 ou 30 jours."))
            return redirect("demo:time")
        failed = actions.advance_clock(days=days)
        words = ngettext("Un jour a passé. Ce qui était prévu est fait.", "%(n)s jours ont passé. Ce qui était prévu est fait.", days)
        messages.success(request, words % {"n": days})
        if failed:
            messages.warning(request, _("Certaines tâches ont échoué : %(names)s.") % {"names": ", ".join(failed)})
        return redirect("demo:time")
    return render(request, "demo/time.html", {"now": clock.now(), "ahead": queries.offset().days, "steps": STEPS})


@demo_door
def reset(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Start over: each step is shown as it ends, without a script."""
    if request.method != "POST":
        return redirect("demo:home")
    page = render(request, "demo/reset.html", {"mark": "<!--steps-->"}).content.decode()
    before, _mark, after = page.partition("&lt;!--steps--&gt;")

    def told() -> Iterator[str]:
        # Browsers show nothing of a page before its first kilobyte.
        yield before + " " * 1024
        try:
            for words in actions.start_over():
                yield Markup("<li>{}</li>").format(words)
        except Exception:
            actions.log.exception("start over")
            yield Markup("<li><strong>{}</strong></li>").format(_("La remise à zéro s’est arrêtée. Relancez-la depuis la page précédente."))
        yield after

    return StreamingHttpResponse(told())
