"""The list of aids, and the sheet of one: for everyone, without an account."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from frenchimpact.aids import presenting
from frenchimpact.aids.actions.compiling import terms_of
from frenchimpact.aids.calendars import calendar_of
from frenchimpact.aids.explaining import FORMS, Told, place_list, tell
from frenchimpact.aids.fields import FIELD_WORDS
from frenchimpact.aids.forms.public import EstimateForm
from frenchimpact.aids.judging import judge
from frenchimpact.aids.lists import FORMATS, SORTS, STAGES, VIEWS, AidList
from frenchimpact.aids.models import Aid, Instrument, Regime
from frenchimpact.aids.provenance import provenance_rows
from frenchimpact.aids.queries.catalogue import find_aid, similar_open
from frenchimpact.aids.queries.links import dead_links
from frenchimpact.aids.queries.matches import conditions_of
from frenchimpact.aids.queries.tellings import speaker_of
from frenchimpact.aids.queries.variants import variants_of
from frenchimpact.aids.rules import can_edit_aid
from frenchimpact.aids.side_by_side import lines_of
from frenchimpact.aids.views.sheets import note_view
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.feeds import atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.design.words import day
from frenchimpact.vocabularies.queries import choices

COLUMNS = (
    "reference",
    "titre",
    "financeur",
    "nature",
    "promesse",
    "lieux",
    "montant_min",
    "montant_max",
    "taux_max",
    "regime",
    "rythme",
    "ouvre_le",
    "ferme_le",
    "verifie_le",
    "themes",
    "adresse",
)


def row_of(aid: Aid) -> dict[str, Any]:
    """One aid, by column; the same in every format."""

    def text(value: object) -> str:
        return "" if value is None else str(value)

    return {
        "reference": aid.reference,
        "titre": aid.title,
        "financeur": aid.funder_words,
        "nature": list(aid.instruments),
        "promesse": aid.promise,
        "lieux": [row.place.key for row in aid.aid_places.all() if not row.is_excluded],
        "montant_min": text(aid.ticket_min),
        "montant_max": text(aid.ticket_max),
        "taux_max": text(aid.rate_max),
        "regime": aid.regime,
        "rythme": aid.rhythm,
        "ouvre_le": text(aid.opens_on),
        "ferme_le": text(aid.closes_on),
        "verifie_le": clock.date_of(aid.checked_at).isoformat(),
        "themes": sorted({code for rule in aid.rules.all() if rule.subject == "theme" for code in rule.values}),
        "adresse": settings.BASE_URL + reverse("aids:aid", args=[aid.slug]),
    }


def _entries(rows: list[tuple[Aid, Told]]) -> Iterator[dict[str, Any]]:
    for aid, _told in rows:
        row = row_of(aid)
        yield {
            "nom": row["titre"],
            "description": row["promesse"] or row["financeur"],
            "date": max(aid.published_at or aid.updated_at, aid.updated_at).date().isoformat(),
            "adresse_fiche": row["adresse"],
            "themes": row["themes"],
        }


def _file(request: HttpRequest, asked: AidList) -> HttpResponse:
    """Every aid of the list, in its order."""
    rows = asked.tell(asked.match(limit=None))
    start = settings.BASE_URL + asked.url()
    if asked.format == "ics":
        return calendar_of(request, [aid for aid, _told in rows], name=_("Échéances de financement"))
    if asked.format == "atom":
        title = f"{settings.PROGRAMME_NAME} – {_('Financements')}"
        text = "".join(atom_text(_entries(rows), title=title, address=start, ways={}, language=get_language() or "fr"))
    elif asked.format == "csv":
        text = "".join(csv_text((row_of(aid) for aid, _told in rows), columns=COLUMNS, has_bom=request.GET.get("bom") == "1"))
    else:
        text = "".join(json_text(row_of(aid) for aid, _told in rows))
    response = HttpResponse(text, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="financements-{clock.today().isoformat()}.csv"'
    return unless_held(request, response, text) or response


@open_door
@conditional_page
def aids(request: HttpRequest) -> HttpResponseBase:
    """Every open aid, those that suit first, each with its reasons."""
    asked = AidList(request.GET)
    if asked.format:
        return _file(request, asked)
    if "lieu" in request.GET and not asked.place_problem and not asked.answers.errors:
        # The form was sent: the address to keep says the place by its code.
        return redirect(asked.url())
    if asked.page > asked.last_page:
        return redirect(asked.url(page=asked.last_page if asked.last_page > 1 else ""))
    context = {
        "asked": asked,
        "forms": [(code, words, None, code == asked.form) for code, words in FORMS.items()],
        "stages": [(code, words, None, code == asked.stage) for code, words in STAGES],
        "themes": [(code, words, None, code == asked.theme) for code, words in choices("theme")],
        "natures": [(code, words, None, code in asked.natures) for code, words in Instrument.choices],
        "views": [(words, asked.url(vue=code if code != "cartes" else ""), code == asked.view, None) for code, words in VIEWS.items()],
        "sorts": [(words, asked.url(tri=code), code == asked.order, None) for code, words in SORTS.items()],
        "say": presenting,
        "alert_url": reverse("aids:alert_new") + (f"?{query}" if (query := asked.query(tri="", vue="", fermees="")) else ""),
        "months": _months(asked) if asked.view == "calendrier" else [],
    }
    return render(request, "aids/aids.html", context, part="results")


def _months(asked: AidList) -> list[tuple[Any, list[Aid]]]:
    """Deadlines to come by month: pairs (first day, aids)."""
    found: dict[Any, list[Aid]] = {}
    for one, _told in asked.tell(asked.match(limit=200)):
        if one.closes_on:
            found.setdefault(one.closes_on.replace(day=1), []).append(one)
    return [(month, sorted(found[month], key=lambda one: (one.closes_on, one.pk))) for month in sorted(found)]


@open_door
def aid(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Decide in a minute: who, how much, when, where, how; each condition compared with what one says."""
    found = find_aid(request.user, slug)
    if found.merged_into:
        return redirect("aids:aid", found.merged_into.slug, permanent=True)
    note_view(request, found)
    asked = AidList(request.GET)
    compared = tell(
        found,
        judge(asked.side, conditions_of(terms_of(found, list(found.rules.all()), *_ground(found))), clock.today()),
        asked.side,
        speaker_of([asked.place] if asked.place else [], lambda _subject: (_("Préciser"), "#mon-projet")),
    )
    is_over = found.status == Aid.Status.WITHDRAWN or (found.closes_on is not None and found.closes_on < clock.today())
    context = {
        "aid": found,
        "asked": asked,
        "told": compared,
        "say": presenting,
        "is_over": is_over,
        "dead_links": dead_links(found),
        "similar": similar_open(found) if is_over else [],
        "variants": variants_of(found, asked.side.places_up),
        "generic_rows": _against_generic(found),
        "may_edit": can_edit_aid(request.user, found),
        "forms": FORMS.items(),
        "stages": STAGES,
        "themes": choices("theme"),
        "changes": found.changes.exists(),
        "fact_rows": _facts(found),
        "change_rows": _change_rows(found),
        "origin_rows": provenance_rows(found),
        "edit_url": reverse("aids:aid_edit", args=[found.reference]),
        "back": reverse("aids:aids") + (f"?{asked.query()}" if asked.query() else ""),
        "estimate": _estimate(request, found),
    }
    return render(request, "aids/aid.html", context)


def _against_generic(aid: Aid) -> list[list[str]]:
    """Of a local variant, what it does not do as its generic aid: criterion, there, here."""
    return [[line.words, *line.cells] for line in lines_of([aid.generic, aid]) if line.differs] if aid.generic else []


def _facts(aid: Aid) -> list[tuple[str, str, None]]:
    """What one looks for first; what the funder does not say is said so."""
    unknown = _("Non précisé par le financeur")
    places, excluded = _ground(aid)
    where = place_list(places) + (_(" (sauf %(places)s)") % {"places": place_list(excluded)} if excluded else "")
    who = [", ".join(str(FORMS.get(code, code)) for code in rule.values) for rule in aid.rules.all() if rule.subject == "form"]
    rows = [
        (_("Nature"), presenting.natures(aid) or unknown),
        (_("Pour qui"), who[0] if who else _("Toutes les structures")),
        (_("Où"), where or unknown),
        (_("Combien"), presenting.amounts(aid) or aid.amounts_note or unknown),
        (_("Quand"), presenting.when(aid)),
        (_("Comment"), str(Aid.Way(aid.way).label)),
        (_("Aide d’État"), str(Regime(aid.regime).label)),
        (_("Contact"), " · ".join(filter(None, (aid.contact, aid.contact_email))) or unknown),
    ]
    return [(label, value, None) for label, value in rows]


def _change_rows(aid: Aid) -> list[list[str]]:
    """The last public changes, as a table."""
    rows = aid.changes.all()[:20]
    return [
        [day(row.at), str(FIELD_WORDS.get(row.field, row.field)), Truncator(row.before).chars(200), Truncator(row.after).chars(200)]
        for row in rows
    ]


def _ground(aid: Aid) -> tuple[list[Any], list[Any]]:
    rows = list(aid.aid_places.all())
    return [row.place for row in rows if not row.is_excluded], [row.place for row in rows if row.is_excluded]


def _estimate(request: HttpRequest, aid: Aid) -> dict[str, Any]:
    """The simulator: rate × cost, capped; what was typed is kept and its errors are said."""
    if "depense" not in request.GET:
        return {"form": EstimateForm(), "found": None}
    form = EstimateForm(request.GET)
    found = presenting.ceiling(aid, form.cleaned_data["depense"], form.cleaned_data.get("fonds_propres")) if form.is_valid() else None
    return {"form": form, "found": found}


@open_door
def aid_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The deadline of one aid, as a calendar."""
    found = find_aid(request.user, slug)
    if found.closes_on is None:
        raise Http404
    return calendar_of(request, [found], name=found.title)
