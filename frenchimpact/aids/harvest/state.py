"""The State's form « dispositif-aide », version 0.2.0, with its extension for professionals: a line, cell by cell."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.aids.harvest import values as read
from frenchimpact.aids.harvest.grounds import keys_of
from frenchimpact.aids.harvest.records import Asked, Record, forms_asked
from frenchimpact.aids.models import Aid, Instrument, Regime
from frenchimpact.core.text import clean_line, fold

COLUMNS = (
    "id",
    "titre",
    "promesse",
    "description",
    "eligibilite",
    "types_aides",
    "porteurs",
    "programmes_parents",
    "url_source",
    "cibles",
    "eligibilite_geographique",
    "eligibilite_geographique_exclusions",
    "date_ouverture",
    "date_cloture",
    "date_mise_a_jour",
)
PROFESSIONAL_COLUMNS = (
    "base_juridique",
    "eligibilite_effectif_minimal",
    "eligibilite_effectif_maximal",
    "eligibilite_categorie_taille_entreprise",
    "eligibilite_annees_existence_minimal",
    "eligibilite_forme_juridique",
    "eligibilite_forme_juridique_exclusions",
    "ciblage_secteur_activite",
    "ciblage_naf",
    "ciblage_naf_exclusions",
    "chainage_paiement",
)
# Ours, which the form does not have: generic aids and their local variants, in French or as interfaces name them.
GENERIC_COLUMNS = ("generique", "is_generic")
VARIANT_COLUMNS = ("variante_de", "generic_id", "generic")
_FAMILY = (GENERIC_COLUMNS, VARIANT_COLUMNS)
# What has no column here: kept as it came.
_KEPT = ("types_aides", "cibles", "date_mise_a_jour", *PROFESSIONAL_COLUMNS)

_COMPANIES = {"entreprise", "cooperative", "mutuelle", "societe_ess"}
TARGETS: dict[str, set[str]] = {
    "professionnels": _COMPANIES,
    "associations": {"association", "fondation"},
    "secteur public": {"collectivite", "administration", "enseignement_recherche"},
    "particuliers": {"sans_structure", "groupe"},
}
# A cooperative, or a company of the social economy, is a SARL, a SAS or a SA too.
_TRADING = frozenset({"entreprise", "cooperative", "societe_ess"})
_LEGAL_FORMS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("ei", "microentrepreneur", "micro entrepreneur", "autoentrepreneur", "eirl", "eurl", "sasu"), frozenset({"entreprise"})
    ),
    **dict.fromkeys(("sarl", "sas", "sa", "snc", "scs", "sca", "sci", "selarl", "selas", "societe", "societes"), _TRADING),
    **dict.fromkeys(
        ("scop", "scic", "cooperative", "cooperatives", "societe cooperative", "sica", "cuma", "cae"), frozenset({"cooperative"})
    ),
    **dict.fromkeys(("gie", "gaec", "earl", "scea", "entreprise", "entreprises", "entreprise individuelle"), frozenset({"entreprise"})),
    **dict.fromkeys(("association", "associations", "association loi 1901"), frozenset({"association"})),
    **dict.fromkeys(("fondation", "fondations", "fonds de dotation"), frozenset({"fondation"})),
    **dict.fromkeys(("mutuelle", "mutuelles"), frozenset({"mutuelle"})),
    **dict.fromkeys(("collectivite", "collectivites", "commune", "epci"), frozenset({"collectivite"})),
    **dict.fromkeys(("gip", "etablissement public", "epic", "epa"), frozenset({"administration"})),
}
# Kinds of aid as people name them, folded, and what they are here.
_TYPES: dict[str, Instrument] = {
    **dict.fromkeys(("subvention", "subventions", "aide directe", "prime", "bonus"), Instrument.GRANT),
    **dict.fromkeys(("prix", "concours", "dotation"), Instrument.PRIZE),
    **dict.fromkeys(("avance recuperable", "avance remboursable"), Instrument.RECOVERABLE_ADVANCE),
    **dict.fromkeys(("pret", "prets", "emprunt", "microcredit", "pret bonifie"), Instrument.LOAN),
    "pret participatif": Instrument.PARTICIPATING_LOAN,
    "pret d honneur": Instrument.HONOUR_LOAN,
    **dict.fromkeys(("garantie", "garanties", "garantie bancaire"), Instrument.GUARANTEE),
    **dict.fromkeys(("fonds propres", "investissement", "capital investissement", "prise de participation"), Instrument.EQUITY),
    "quasi fonds propres": Instrument.QUASI_EQUITY,
    "contrat a impact": Instrument.IMPACT_CONTRACT,
    "mecenat": Instrument.PATRONAGE_MONEY,
    "mecenat de competences": Instrument.PATRONAGE_SKILLS,
    "marche public": Instrument.PROCUREMENT,
    **dict.fromkeys(("accompagnement", "ingenierie", "conseil", "etude", "diagnostic", "formation", "audit"), Instrument.ENGINEERING),
    **dict.fromkeys(("ingenierie technique", "ingenierie financiere"), Instrument.ENGINEERING),
    **dict.fromkeys(("information", "informations", "sensibilisation", "evenement", "mise en relation"), Instrument.INFORMATION),
}
# « financement » says nothing of its nature: these words of the text may.
_MONEY = ("financement", "financements", "aide financiere", "autre aide financiere", "aides financieres")
_HINTS = (
    ("pret d honneur", Instrument.HONOUR_LOAN),
    ("avance remboursable", Instrument.RECOVERABLE_ADVANCE),
    ("avance recuperable", Instrument.RECOVERABLE_ADVANCE),
    ("subvention", Instrument.GRANT),
    ("prets ", Instrument.LOAN),
    ("un pret ", Instrument.LOAN),
    ("garantie", Instrument.GUARANTEE),
    ("fonds propres", Instrument.EQUITY),
)


# Part of the aid, which is French.
_PEOPLE = "Le financeur compte des salariés, non des équivalents temps plein."


def instruments_of(types: list[str], text: str) -> tuple[list[str], bool]:
    """The natures that these kinds of aid are, and whether they had to be deduced from the words of the aid."""
    found: dict[str, None] = {}
    is_vague = False
    for one in map(fold, types):
        if known := _TYPES.get(one):
            found[known] = None
        else:
            is_vague |= one in _MONEY or one not in _TYPES
    if is_vague and not any(code not in {Instrument.ENGINEERING, Instrument.INFORMATION} for code in found):
        words = f" {fold(text)} "
        hinted = [code for word, code in _HINTS if word in words]
        is_money = any(fold(one) in _MONEY for one in types)
        for code in hinted or ([Instrument.GRANT] if is_money or not found else []):
            found[code] = None
        return [str(code) for code in found], True
    return [str(code) for code in found], False


def regime_of(texts: list[str]) -> str:
    """Under which law of State aid, when programmes or legal bases say it."""
    words = fold(" ".join(texts))
    if "minimis" in words:
        return Regime.DE_MINIMIS_SIEG if "sieg" in words else Regime.DE_MINIMIS
    return Regime.GBER if "rgec" in words.split() or "regime exempte" in words or "regime cadre exempte" in words else ""


def record_of(line: int, cells: Mapping[str, Any]) -> Record:
    """What a line says, with every reason to refuse it."""
    record = Record(line, raw=cells)
    given = {name: _as_text(cells.get(name)) for name in (*COLUMNS, *PROFESSIONAL_COLUMNS)}
    record.key = record.line_of("id", given["id"], 200, required=True)
    values = record.values
    values["title"] = record.line_of("titre", given["titre"], 200, required=True)
    values["promise"] = record.line_of("promesse", given["promesse"], 180)
    values["description"] = record.text_of("description", given["description"], required=True)
    values["eligibility"] = record.text_of("eligibilite", given["eligibilite"], required=True)
    _nature(record, given)
    _people(record, cells.get("porteurs"))
    _address(record, given["url_source"])
    _whom(record, given)
    _ground(record, given)
    _dates(record, given)
    generic, variant = (next((name for name in names if cells.get(name) not in (None, "")), names[0]) for names in _FAMILY)
    record.family_of(cells.get(generic), cells.get(variant), (generic, variant))
    record.extra = {name: given[name] for name in _KEPT if given[name]}
    return record


def _as_text(value: Any) -> str:
    """A cell, or a value of JSON, as the columns write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "|".join(read.several(value))
    return "" if value is None or isinstance(value, dict) else str(value)


def _said[Found](record: Record, name: str, text: str, reader: Callable[[str], Found]) -> Found | None:
    try:
        return reader(text)
    except read.Unread as error:
        record.problems.append(_("%(column)s : %(reason)s") % {"column": name, "reason": error})
        return None


def _nature(record: Record, given: Mapping[str, str]) -> None:
    types = read.several(given["types_aides"])
    if not types:
        record.problems.append(_("%s : il manque") % "types_aides")
    natures, is_guessed = instruments_of(types, " ".join((given["titre"], given["promesse"], given["description"])))
    record.values["instruments"] = natures
    record.guessed = ("instruments",) if is_guessed else ()
    programmes = [one[:200] for one in read.several(given["programmes_parents"])]
    record.values["programmes"] = programmes
    if regime := regime_of([*programmes, given["base_juridique"]]):
        record.values["regime"] = regime


def _people(record: Record, cell: Any) -> None:
    found = read.partners(cell)
    if not found:
        record.problems.append(_("porteurs : aucun nom (attendu : [{nom: 'ADEME', siren: '385290309', roles: ['financeur']}])"))
        return
    funder = read.funder_among(found)
    record.values["partners"] = found
    record.funder_name, record.funder_siren = funder["nom"], funder["siren"]


def _address(record: Record, text: str) -> None:
    address = record.line_of("url_source", text, 500)
    if address and not (address.startswith(("http://", "https://")) and " " not in address and "." in address):
        record.problems.append(_("url_source : « %s » n’est pas une adresse web (http:// ou https://)") % address[:60])
    record.values["source_url"] = address
    # Without an address, one asks who carries it.
    record.values["contact"] = "" if address else record.funder_name[:300]


def _whom(record: Record, given: Mapping[str, str]) -> None:
    forms: set[str] = set()
    targets = [one.lower() for one in read.several(given["cibles"])]
    if not targets:
        record.problems.append(_("%s : il manque") % "cibles")
    for target in targets:
        if target not in TARGETS:
            known = ", ".join(TARGETS)
            record.problems.append(_("cibles : « %(word)s » est inconnu (attendus : %(known)s)") % {"word": target[:40], "known": known})
        forms |= TARGETS.get(target, set())
    legal = [_LEGAL_FORMS.get(fold(one)) for one in read.several(given["eligibilite_forme_juridique"])]
    if legal and all(legal):
        # They say which professionals; the other targets stay whole.
        others = [TARGETS[one] for one in targets if one in TARGETS and one != "professionnels"]
        forms = set().union(*others, *(one for one in legal if one))
    out = [fold(one) for one in read.several(given["eligibilite_forme_juridique_exclusions"])]
    whole_families = {"association", "fondation", "mutuelle", "cooperative"}
    forms -= {code for one in out for code in _LEGAL_FORMS.get(one, frozenset()) & whole_families if len(_LEGAL_FORMS[one]) == 1}
    record.conditions = forms_asked(forms)
    low = _said(record, "eligibilite_effectif_minimal", given["eligibilite_effectif_minimal"], lambda text: read.count(text, 10**7))
    high = _said(record, "eligibilite_effectif_maximal", given["eligibilite_effectif_maximal"], lambda text: read.count(text, 10**7))
    if low is not None and high is not None and low > high:
        record.problems.append(_("eligibilite_effectif_maximal : %(high)s est inférieur au minimum, %(low)s") % {"low": low, "high": high})
    elif low or high is not None:
        record.conditions.append(Asked("employees", (), low, high, _PEOPLE))
    name = "eligibilite_annees_existence_minimal"
    years = _said(record, name, given[name], lambda text: read.count(text, 200))
    if years:
        record.conditions.append(Asked("age", (), Decimal(int(years) * 12)))


def _ground(record: Record, given: Mapping[str, str]) -> None:
    name, excluded = "eligibilite_geographique", "eligibilite_geographique_exclusions"
    if not given[name].strip(" |"):
        record.problems.append(
            _("eligibilite_geographique : il manque ; une aide sans périmètre ne s’applique nulle part (France entière : PAYS-99100)")
        )
    out = keys_of(given[excluded], excluded, record.problems)
    found = keys_of(given[name], name, record.problems)
    record.excluded = out
    record.places = tuple(key for key in found if key not in out)
    if found and not record.places:
        record.problems.append(_("eligibilite_geographique_exclusions : tout ce qui est couvert est exclu"))


def _dates(record: Record, given: Mapping[str, str]) -> None:
    opens = _said(record, "date_ouverture", given["date_ouverture"], read.day)
    closes = _said(record, "date_cloture", given["date_cloture"], read.day)
    record.values |= {"opens_on": opens, "closes_on": closes}
    record.values["rhythm"] = Aid.Rhythm.ONCE if closes else Aid.Rhythm.PERMANENT
    record.dates_in_order("date_ouverture", "date_cloture")
    text = clean_line(given["date_mise_a_jour"])
    record.checked_at = _said(record, "date_mise_a_jour", text, read.moment)
