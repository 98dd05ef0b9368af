"""The thermometer, the list of commitments and the page of one: for everyone."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import batched
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.commitments import rules
from frenchimpact.commitments.lists import FORMATS, MOST, NONE, CommitmentList
from frenchimpact.commitments.lookthrough import Figures, share
from frenchimpact.commitments.models import Commitment, Target, Vehicle
from frenchimpact.commitments.queries.known import as_known
from frenchimpact.commitments.queries.ledger import ledger_of, papers_of
from frenchimpact.commitments.queries.lists import find_commitment
from frenchimpact.commitments.queries.thermometer import Thermometer, read_thermometer
from frenchimpact.commitments.showing import TONES, counts_words, percent
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import ATOM, atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros, short_euros
from frenchimpact.design.words import number
from frenchimpact.geo.models import Place
from frenchimpact.vocabularies.queries import word, words


def _address(name: str) -> Any:
    return lambda one: reverse(f"commitments:{name}", args=[one.reference])


SHOWN = {
    "euros": euros,
    "short_euros": short_euros,
    "percent": percent,
    "word": word,
    "commitment_address": _address("commitment"),
    "kept_address": _address("kept_commitment"),
}
COLUMNS = (
    "reference",
    "financeur",
    "beneficiaire",
    "objet",
    "forme",
    "origine",
    "part_publique",
    "deja_la",
    "region",
    "theme",
    "etat",
    "engage_le",
    "signe_le",
    "montant_net",
    "montant_verse",
    "mobilise",
    "deploye",
    "acte",
    "source",
    "demonstration",
    "adresse_fiche",
)


def _day(request: HttpRequest) -> tuple[dt.date | None, str]:
    """The day of `?au=`, and what is wrong with it."""
    text = request.GET.get("au", "").strip()
    if not text:
        return None, ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None, _("« %s » n’est pas une date : ce sont les chiffres d’aujourd’hui.") % text[:20]
    if day > clock.today():
        return None, _("Cette date n’est pas encore venue : ce sont les chiffres d’aujourd’hui.")
    return day, ""


def _link(known_on: dt.date | None, **query: str) -> str:
    asked = query | ({"au": known_on.isoformat()} if known_on else {})
    return reverse("commitments:commitments") + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _axis(read: Thermometer, axis: str, names: Any, parameter: str) -> list[dict[str, Any]]:
    """The lines of one table: what each key is called, where it leads, its figures."""
    found = []
    for key, figures in read.along(axis):
        name, code = names(key)
        href = _link(read.known_on, **{parameter: code}) if code else None
        found.append(
            {
                "name": name,
                "code": "" if code == NONE else code,
                "href": href,
                "figures": figures,
                "share": share(figures.net, read.figures.net),
            }
        )
    return found


def _regions() -> dict[str, tuple[str, str]]:
    rows = Place.objects.filter(level=Place.Level.REGION).order_by("pk").values_list("pk", "name", "code")
    return {str(pk): (name, code) for pk, name, code in rows}


def _tables(read: Thermometer) -> dict[str, list[dict[str, Any]]]:
    regions, themes = _regions(), words("theme")
    unknown = (_("Non précisé"), NONE)
    return {
        "years": sorted(_axis(read, "year", lambda key: (key, key), "annee"), key=lambda row: row["name"]),
        "regions": _axis(read, "region", lambda key: regions.get(key, unknown), "region"),
        "themes": _axis(read, "theme", lambda key: (str(themes[key]), key) if key in themes else (key, "") if key else unknown, "theme"),
        "instruments": _axis(read, "instrument", lambda key: (Instrument(key).label, key), "forme"),
        "origins": _axis(read, "origin", lambda key: (Origin(key).label, key), "origine"),
        "vehicles": _axis(read, "vehicle", lambda key: (Vehicle.Kind(key).label, key), "fonds"),
    }


@open_door
@require_safe
def objective(request: HttpRequest) -> HttpResponse:
    """How much is mobilised against the target, what is in it, and as it was known on a day."""
    known_on, trouble = _day(request)
    read = read_thermometer(known_on)
    tables = _tables(read)
    context = {
        "read": read,
        "figures": read.figures,
        "leverage": number(float(round(read.figures.leverage, 2)), 2) if read.figures.leverage is not None else "",
        "aims": [read.aim(target) for target in Target.objects.all()],
        "tables": tables,
        "region_address": lambda code: _link(read.known_on, region=code),
        "by_region": {row["code"]: int(row["figures"].net) for row in tables["regions"] if row["code"]},
        "trouble": trouble,
        "today": clock.today(),
        "link": lambda **query: _link(read.known_on, **query),
        "parts": _parts(read.figures, read.known_on),
        "coverage": _coverage(),
        **SHOWN,
    }
    return render(request, "commitments/objective.html", context)


def _parts(figures: Figures, known_on: dt.date | None) -> list[tuple[str, Decimal, str, str]]:
    """What is mobilised, in pairs that add up: words, amount, address, what it means."""
    given_up = figures.mobilised.cancelled + figures.mobilised.recovered
    return [
        (_("Part publique"), figures.public, _link(known_on, compte="public"), _("selon l’origine de l’argent")),
        (_("Part privée"), figures.private, _link(known_on, compte="prive"), _("selon l’origine de l’argent")),
        (_("Additionnel"), figures.additional, _link(known_on, compte="additionnel"), _("qui n’existait pas avant le programme")),
        (_("Déjà là"), figures.preexisting, _link(known_on, compte="deja-la"), _("programmes qui existaient déjà")),
        (_("Annoncé, pas encore signé"), figures.mobilised.announced, _link(known_on, etat="announced"), _("compris dans le brut")),
        (_("Annulé ou récupéré"), given_up, _link(known_on, compte="annule"), _("retiré du brut pour donner le net")),
        (
            _("Versé"),
            figures.mobilised.paid - figures.mobilised.recovered,
            _link(known_on, compte="mobilise"),
            _("payé par les financeurs"),
        ),
        (_("Arrivé à destination"), figures.deployed, _link(known_on, compte="deploye"), _("chez ceux qui agissent, par un fonds ou non")),
    ]


def _coverage() -> dict[str, Any]:
    """What is in the figures, said honestly."""
    rows = Commitment.objects.order_by()
    last = rows.order_by("-changed_at").values_list("changed_at", flat=True).first()
    return {"last": last, "has_demo": rows.filter(is_demo=True).exists(), "has_sources": rows.exclude(source_name="").exists()}


def _cells(rows: Any, known_on: dt.date | None) -> Iterator[dict[str, Any]]:
    told = (one for some in batched(rows.iterator(chunk_size=1000), 1000) for one in (as_known(some, known_on) if known_on else some))
    for one in told:
        yield {
            "reference": one.reference,
            "financeur": one.funder_name,
            "beneficiaire": one.beneficiary_name,
            "objet": one.title,
            "forme": one.instrument,
            "origine": one.origin,
            "part_publique": str(one.public_share),
            "deja_la": "oui" if one.is_preexisting else "non",
            "region": one.region.code if one.region else "",
            "theme": one.theme,
            "etat": one.state,
            "engage_le": one.committed_on.isoformat(),
            "signe_le": one.signed_on.isoformat() if one.signed_on else "",
            "montant_net": str(one.net),
            # Of a list of one year: what counts in that year, which is what the rows add up to.
            **({"montant_net_annee": str(one.year_net)} if hasattr(one, "year_net") else {}),
            "montant_verse": str(one.paid - one.recovered),
            "mobilise": "oui" if one.is_mobilised else "non",
            "deploye": "oui" if one.is_deployed else "non",
            "acte": one.terms.source_url if hasattr(one, "terms") else "",
            "source": one.source_name,
            "demonstration": "oui" if one.is_demo else "non",
            "adresse_fiche": settings.BASE_URL + reverse("commitments:commitment", args=[one.reference]),
        }


FEED = 50


def _feed(request: HttpRequest, asked: CommitmentList) -> HttpResponseBase:
    """The first lines of the list, each at the day when it last changed."""
    entries = [
        {
            "nom": f"{one.funder_name} → {one.beneficiary_name}",
            "description": f"{euros(one.net)} · {one.get_state_display()} · {one.title}",
            "date": clock.date_of(one.changed_at).isoformat(),
            "adresse_fiche": settings.BASE_URL + reverse("commitments:commitment", args=[one.reference]),
        }
        for one in asked.rows[:FEED]
    ]
    title, address = _("Engagements financiers"), settings.BASE_URL + asked.url(format="atom")
    text = "".join(atom_text(entries, title=title, address=address, ways={}, language=get_language() or "fr"))
    response = HttpResponse(text, content_type=ATOM)
    return unless_held(request, response, text) or response


def list_file(request: HttpRequest, asked: CommitmentList) -> HttpResponseBase:
    """Every line of the list, in its order; the first ones as a feed."""
    if asked.format == "atom":
        return _feed(request, asked)
    rows = _cells(asked.rows, asked.known_on)
    columns = (*COLUMNS, "montant_net_annee") if asked.year else COLUMNS
    text = csv_text(rows, columns=columns) if asked.format == "csv" else json_text(rows)
    response = StreamingHttpResponse(text, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="engagements-{clock.today().isoformat()}.csv"'
    return response


def list_context(asked: CommitmentList) -> dict[str, Any]:
    """What the list shows, public or in the funder's space."""
    regions = Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name", "pk")
    return {"asked": asked, "papers": papers_of(asked.shown), "tones": TONES, "most": MOST, "regions": list(regions), **SHOWN}


@open_door
@require_safe
def commitments(request: HttpRequest) -> HttpResponseBase:
    """The lines under every total."""
    asked = CommitmentList(request.GET, reverse("commitments:commitments"))
    if asked.format:
        return list_file(request, asked)
    return render(request, "commitments/list.html", list_context(asked))


@require_safe
@door(find=find_commitment, visitors=True)
def commitment(request: HttpRequest, found: Commitment) -> HttpResponse:
    """One commitment: both sides, its state, its ledger and its documents."""
    context = {
        "commitment": found,
        "lines": ledger_of(found),
        "tones": TONES,
        "counts": counts_words(found),
        "may_write": rules.can_write(request.user, found),
        **SHOWN,
    }
    return render(request, "commitments/commitment.html", context)
