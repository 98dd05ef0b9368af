"""Catalogues of aids to territories, as their interfaces give them in JSON: one object an aid, its texts in HTML."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.aids.harvest import values as read
from frenchimpact.aids.harvest.grounds import FRANCE
from frenchimpact.aids.harvest.records import Record, forms_asked
from frenchimpact.aids.harvest.state import instruments_of, regime_of
from frenchimpact.aids.models import Aid
from frenchimpact.core.plain import plain_text
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place

_LEVELS = {
    **dict.fromkeys(("pays", "country"), Place.Level.COUNTRY),
    **dict.fromkeys(("region", "regions"), Place.Level.REGION),
    **dict.fromkeys(("departement", "department", "departements"), Place.Level.DEPARTMENT),
    **dict.fromkeys(("epci", "intercommunalite"), Place.Level.EPCI),
    **dict.fromkeys(("commune", "communes"), Place.Level.COMMUNE),
}
_WHO: dict[str, frozenset[str]] = {
    **dict.fromkeys(("associations", "association"), frozenset({"association", "fondation"})),
    **dict.fromkeys(
        ("entreprises privees", "private sector", "private_sector", "entreprises"), frozenset({"entreprise", "cooperative", "societe_ess"})
    ),
    **dict.fromkeys(("communes", "commune", "epci", "intercommunalites pays", "departements", "department"), frozenset({"collectivite"})),
    **dict.fromkeys(("regions", "region", "collectivites d outre mer a statuts particuliers"), frozenset({"collectivite"})),
    **dict.fromkeys(
        ("etablissements publics dont services de l etat", "etablissement public dont services de l etat"), frozenset({"administration"})
    ),
    **dict.fromkeys(("etablissements publics", "public org", "entreprises publiques locales sem spl semop"), frozenset({"administration"})),
    **dict.fromkeys(("recherche", "researcher"), frozenset({"enseignement_recherche"})),
    **dict.fromkeys(("particuliers", "private person"), frozenset({"sans_structure", "groupe"})),
    **dict.fromkeys(("agriculteurs", "farmer"), frozenset({"entreprise", "cooperative"})),
}
_RHYTHMS = {
    **dict.fromkeys(("permanente", "permanent", "ongoing"), Aid.Rhythm.PERMANENT),
    **dict.fromkeys(("ponctuelle", "oneoff", "one off"), Aid.Rhythm.ONCE),
    **dict.fromkeys(("recurrente", "recurring"), Aid.Rhythm.RECURRING),
}
_READ = {"id", "name", "short_title", "description", "eligibility", "financers", "instructors", "origin_url", "application_url", "contact"}
_READ |= {"perimeter", "perimeter_scale", "start_date", "submission_deadline", "programs", "date_updated"}
_VARIANT_OF = ("generic_id", "generic_aid", "generic")
_READ |= {"is_generic", *_VARIANT_OF}
LONGEST = 5000
# Part of the description, which is French.
_REST = "[…] La suite est sur le site du financeur."


def record_of(line: int, given: Mapping[str, Any]) -> Record:
    """What an object says, with every reason to refuse it."""
    record = Record(line, raw=given)
    values = record.values
    record.key = record.line_of("id", _text(given.get("id") or given.get("slug") or given.get("url")), 200, required=True)
    values["title"] = record.line_of("name", _text(given.get("name")), 200, required=True)
    promise = clean_line(plain_text(_text(given.get("short_title") or given.get("name_initial"))))
    values["promise"] = promise if len(promise) <= 180 and promise != values["title"] else ""
    values["description"] = _within(record.text_of("description", _text(given.get("description")), 200_000, required=True))
    values["eligibility"] = _within(plain_text(_text(given.get("eligibility") or given.get("conditions"))))
    types = read.several(given.get("aid_types_full") or given.get("aid_types"))
    values["instruments"], is_guessed = instruments_of(types, f"{values['title']} {values['description']}")
    record.guessed = ("instruments",) if is_guessed or not types else ()
    _people(record, given)
    _ground(record, given)
    _dates(record, given)
    _money(record, given)
    forms: set[str] = set()
    who = read.several(given.get("targeted_audiences"))
    for one in who:
        forms |= _WHO.get(fold(one), frozenset())
    # One that is not known here might be anyone: the condition would leave people out wrongly.
    record.conditions = forms_asked(forms) if all(fold(one) in _WHO for one in who) else []
    variant_of = next((given[name] for name in _VARIANT_OF if given.get(name) not in (None, "")), None)
    record.family_of(given.get("is_generic"), variant_of)
    record.extra = {name: value for name, value in given.items() if name not in _READ and value not in (None, "", [], {})}
    return record


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _within(text: str) -> str:
    """The beginning of a long text, up to a paragraph: the rest is at its source."""
    if len(text) <= LONGEST:
        return text
    start = text[: LONGEST - len(_REST) - 2]
    return f"{start[: max(start.rfind('\n'), start.rfind('. ') + 1, LONGEST // 2)].rstrip()}\n\n{_REST}"


def _people(record: Record, given: Mapping[str, Any]) -> None:
    financers = read.several(given.get("financers"))
    found: list[dict[str, Any]] = [{"nom": name[:300], "siren": "", "roles": ["financeur"]} for name in financers]
    found += [{"nom": name[:300], "siren": "", "roles": ["instructeur"]} for name in read.several(given.get("instructors"))]
    if not found:
        record.problems.append(_("%s : il manque") % "financers")
        return
    record.values["partners"] = found
    record.values["programmes"] = [one[:200] for one in read.several(given.get("programs"))]
    record.funder_name = found[0]["nom"]
    if regime := regime_of(record.values["programmes"] + [_text(given.get("european_aid")), record.values["description"]]):
        record.values["regime"] = regime
    for name, column in (("origin_url", "source_url"), ("application_url", "apply_url")):
        address = record.line_of(name, _text(given.get(name)), 500)
        if address and not (address.startswith(("http://", "https://")) and " " not in address and "." in address):
            record.problems.append(_("%(name)s : « %(url)s » n’est pas une adresse web") % {"name": name, "url": address[:60]})
        record.values[column] = address
    contact = clean_line(plain_text(_text(given.get("contact"))))[:300]
    is_reached = record.values["source_url"] or record.values["apply_url"]
    record.values["contact"] = contact or ("" if is_reached else record.funder_name)


def _ground(record: Record, given: Mapping[str, Any]) -> None:
    """A perimeter is an object, a code, or a name with its scale: a name alone is never guessed at, a postcode is none."""
    perimeter = given.get("perimeter")
    said: Mapping[str, Any] = perimeter if isinstance(perimeter, dict) else {"name": _text(perimeter)}
    name = clean_line(_text(said.get("name")))
    level = _LEVELS.get(fold(_text(said.get("scale") or given.get("perimeter_scale"))))
    code = clean_line(_text(said.get("code") or said.get("insee"))).upper()
    if not name and not code:
        record.problems.append(_("perimeter : il manque ; une aide sans périmètre ne s’applique nulle part"))
    elif fold(name) in {"france", "national", "france entiere"}:
        record.places = (FRANCE,)
    elif level is None:
        record.problems.append(
            _("perimeter : « %s » sans échelle connue (perimeter_scale : Pays, Région, Département, EPCI, Commune)") % name[:60]
        )
    elif code:
        record.places = (f"{level}:{code[:9]}",)
    else:
        found = list(Place.objects.filter(level=level, name_fold=fold(name), is_current=True)[:2])
        if len(found) == 1:
            record.places = (found[0].key,)
        else:
            words = (
                _("plusieurs lieux portent ce nom ; donnez son code officiel") if found else _("aucun lieu ne porte ce nom à cette échelle")
            )
            record.problems.append(_("perimeter : « %(name)s » : %(words)s") % {"name": name[:60], "words": words})


def _dates(record: Record, given: Mapping[str, Any]) -> None:
    values = record.values
    for name, column in (("start_date", "opens_on"), ("submission_deadline", "closes_on")):
        try:
            values[column] = read.day(_text(given.get(name)))
        except read.Unread as error:
            record.problems.append(_("%(column)s : %(reason)s") % {"column": name, "reason": error})
            values[column] = None
    rhythm = _RHYTHMS.get(fold(_text(given.get("recurrence"))), Aid.Rhythm.PERMANENT)
    if (values["closes_on"] and rhythm == Aid.Rhythm.PERMANENT) or (rhythm == Aid.Rhythm.ONCE and not values["closes_on"]):
        # A date is more precise than a word; « once » without an end is open until somebody says otherwise.
        rhythm = Aid.Rhythm.ONCE if values["closes_on"] else Aid.Rhythm.PERMANENT
    values["rhythm"] = rhythm
    record.dates_in_order("start_date", "submission_deadline")
    try:
        record.checked_at = read.moment(_text(given.get("date_updated")))
    except read.Unread:
        record.checked_at = None


def _money(record: Record, given: Mapping[str, Any]) -> None:
    def said(names: tuple[str, ...], reader: Any) -> Any:
        for name in names:
            try:
                if (found := reader(given.get(name))) is not None:
                    return found
            except read.Unread as error:
                record.problems.append(_("%(column)s : %(reason)s") % {"column": name, "reason": error})
        return None

    low = said(("subvention_rate_lower", "subvention_rate_lower_bound"), read.rate)
    high = said(("subvention_rate_upper", "subvention_rate_upper_bound"), read.rate)
    if low is not None and high is not None and low > high:
        record.problems.append(
            _("subvention_rate_upper : %(high)s %% est inférieur au minimum, %(low)s %%") % {"low": f"{low:f}", "high": f"{high:f}"}
        )
    record.values["rate_max"] = high if high is not None else low
    record.values["ticket_max"] = said(("loan_amount", "recoverable_advance_amount", "other_amount"), read.euros)
    record.values["amounts_note"] = clean_line(plain_text(_text(given.get("subvention_comment"))))[:300]
