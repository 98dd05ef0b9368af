"""Labels as pages, files and programs read them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, Call, Question, Snapshot
from frenchimpact.calls.models.applications import FINAL_STATES
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import places_by_keys, within
from frenchimpact.labels import rules
from frenchimpact.labels.credentials import keys as own_keys
from frenchimpact.labels.credentials.canonical import Unreadable
from frenchimpact.labels.credentials.multibase import key_of
from frenchimpact.labels.credentials.proofs import is_intact
from frenchimpact.labels.models import (
    Certificate,
    Control,
    ControlRound,
    KindVersion,
    Label,
    LabelEvent,
    LabelKind,
    LabelPlace,
    Procedure,
    Renewal,
)
from frenchimpact.labels.verification.identities import keys_in
from frenchimpact.labels.verification.reading import NotADocument, read
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone


def with_places(labels: QuerySet[Label]) -> QuerySet[Label]:
    """Everything that a line of the register shows, in a fixed number of queries."""
    places = LabelPlace.objects.select_related("place__department", "place__region")
    return labels.select_related("kind", "version", "organisation").prefetch_related(Prefetch("label_places", places))


def public_labels() -> QuerySet[Label]:
    """The register: every label ever given, latest first."""
    return with_places(Label.objects.all()).order_by("-granted_on", "reference")


def find_label(user: Anyone, reference: str) -> Label:
    """A label of the register, or Http404."""
    label = public_labels().select_related("successor").filter(reference=reference).first()
    if label is None:
        raise Http404(_("Aucun label ne porte cette référence."))
    return label


def find_badge(user: Anyone, reference: str) -> Label:
    """A label whose badge may be shown today, or Http404: once it is suspended or over, its badge is nowhere."""
    label = find_label(user, reference)
    if not (label.has_certificate and label.holds):
        raise Http404(_("Ce label n’a pas, ou plus, de badge."))
    return label


def kinds() -> list[LabelKind]:
    """The kinds of labels of the programme."""
    return list(LabelKind.objects.filter(is_retired=False))


def history_of(label: Label) -> list[LabelEvent]:
    """Its life, latest first."""
    return list(label.events.order_by("-on", "-at", "-pk"))


def labels_of(organisation: Organisation) -> list[Label]:
    """What an organisation holds or held, and the territories that it carries; those that hold first."""
    found = list(public_labels().filter(organisation=organisation))
    return sorted(found, key=lambda label: not label.holds)


def references_held(organisation: Organisation, kind: str) -> list[str]:
    """The references of the labels of that kind, or of any, that the organisation holds or carries; a suspended one is held."""
    found = Label.objects.filter(organisation=organisation, status__in=[*Label.HOLDING, Label.Status.SUSPENDED])
    if kind:
        found = found.filter(kind__code=kind)
    return list(found.order_by("-granted_on", "reference").values_list("reference", flat=True))


def kinds_on_offer() -> list[tuple[str, str]]:
    """The code and the words of each kind that is still given."""
    return [(kind.code, str(kind)) for kind in LabelKind.objects.filter(is_retired=False).order_by("position", "code")]


def path_of(label: Label) -> str:
    """Its page, in French."""
    return f"/labels/{label.reference}/"


def credential_of(label: Label) -> str | None:
    """The whole address of its credential; None for a label that this register did not certify."""
    return f"{settings.BASE_URL}{path_of(label)}attestation.json" if label.has_certificate else None


def certificate_of(label: Label, number: int | None = None) -> Certificate:
    """Its last certificate, or that number. Raises Http404."""
    found = label.certificates.order_by("-number")
    certificate = (found.filter(number=number) if number is not None else found).first()
    if certificate is None:
        raise Http404(_("Ce label n’a pas d’attestation."))
    return certificate


def is_being_renewed(label: Label) -> bool:
    """Whether its renewal, filed in time, is being judged."""
    return label.renewals.filter(state=Renewal.State.FILED).exists()


def status_words(label: Label) -> Text:
    """Its status as people read it, today."""
    if label.holds and label.valid_until is not None and label.valid_until < clock.today() and is_being_renewed(label):
        return _("En cours : renouvellement à l’examen")
    return label.get_status_display()


def said_today(label: Label) -> str:
    """Its status in one line, for other sites: with the day until which it holds, or since when it was given."""
    if label.status == Label.Status.HISTORICAL:
        return _("Attribué le %(day)s") % {"day": date_format(label.granted_on, "DATE_FORMAT")}
    if label.holds and label.valid_until is not None and label.valid_until >= clock.today():
        day = date_format(label.valid_until, "DATE_FORMAT")
        return _("%(status)s, jusqu’au %(day)s") % {"status": label.get_status_display(), "day": day}
    return str(status_words(label))


def tone_of(label: Label) -> str:
    """The colour that goes with its status, never alone."""
    tones = {"active": "ok", "observed": "warn", "suspended": "warn", "withdrawn": "bad", "expired": "bad", "surrendered": "bad"}
    return tones.get(label.status, "info")


def holding_counts() -> tuple[int, int]:
    """How many structures hold a label now, and how many territories are labelled; those of the past count among the latter."""
    holding = Q(labels__status__in=Label.HOLDING)
    rows = LabelKind.objects.values_list("holder").annotate(
        now=Count("labels__organisation", filter=holding, distinct=True),
        ever=Count("labels", filter=holding | Q(labels__status=Label.Status.HISTORICAL)),
    )
    structures = sum(now for holder, now, _ever in rows if holder == LabelKind.Holder.ORGANISATION)
    return structures, sum(ever for holder, _now, ever in rows if holder == LabelKind.Holder.TERRITORY)


def holding_by_region() -> dict[str, int]:
    """How many labelled territories touch each region, by code; those of the past count, as they were never said to have ended."""
    shown = [*Label.HOLDING, Label.Status.HISTORICAL]
    links = LabelPlace.objects.filter(label__status__in=shown, label__kind__holder=LabelKind.Holder.TERRITORY).select_related(
        "place__region"
    )
    found: dict[str, set[int]] = {}
    for link in links:
        region = link.place if link.place.level == Place.Level.REGION else link.place.region
        if region is not None:
            found.setdefault(region.code, set()).add(link.label_id)
    return {code: len(ids) for code, ids in found.items()}


# ── The life of labels, for those who follow it ──────────────────────────────────────────────────
def find_desk(user: Anyone, reference: str) -> Label:
    """A label whose life the person may follow, or Http404."""
    label = with_places(rules.visible_desks(user)).filter(reference=reference).first()
    if label is None:
        raise Http404(_("Ce label n’existe pas, ou vous n’y avez pas accès."))
    return label


def open_renewal(label: Label) -> Renewal | None:
    """Its renewal to file or to judge."""
    return label.renewals.filter(state__in=[Renewal.State.OPEN, Renewal.State.FILED]).select_related("application__call").first()


# The question by which a collective names its territory.
TERRITORY_KEY = "territoire"


def _handed_in(application: Application) -> list[dict[str, Any]]:
    """The questions of a file with their answers, as it was last handed in."""
    latest = Snapshot.objects.filter(application=application).order_by("-number").first()
    sections = latest.content.get("sections", []) if latest else []
    return [one for section in sections for one in section.get("questions", [])]


def territory_of(application: Application) -> str:
    """The territory as its file names it, the organisation that carries it otherwise."""
    words = next((str(one.get("words") or "") for one in _handed_in(application) if one.get("key") == TERRITORY_KEY), "")
    return (words or application.organisation.name)[:160]


def perimeter_of(application: Application) -> list[Place]:
    """The official places of the perimeter that the file was handed in with, each once; none when it asked for no perimeter."""
    asked = [one for one in _handed_in(application) if one.get("kind") == Question.Kind.PERIMETER]
    return places_by_keys(key for one in asked for key in one.get("value", {}).get(one["key"], []))


def label_renewed_by(application: Application) -> Label | None:
    """The living label that the applicant holds of the kind that the call leads to; of a territory, the one of that name."""
    held = Label.objects.filter(
        kind__code=application.call.label_kind,
        organisation=application.organisation,
        status__in=(*Label.HOLDING, Label.Status.SUSPENDED),
        valid_until__isnull=False,
    ).select_related("kind", "organisation")
    organisations = Q(kind__holder=LabelKind.Holder.ORGANISATION, territory="")
    return held.filter(organisations | Q(name_fold=fold(territory_of(application))) & ~Q(territory="")).order_by("-granted_on").first()


def application_for(label: Label) -> Application | None:
    """The file handed in by the holder, not decided yet, to a call that leads to this kind of label."""
    files = Application.objects.filter(
        call__label_kind=label.kind.code, organisation=label.organisation_id, submitted_at__isnull=False, is_test=False
    )
    waiting = files.exclude(state__in=FINAL_STATES).select_related("call", "organisation").order_by("submitted_at")
    return next((file for file in waiting if label_renewed_by(file) == label), None)


def call_for(label: Label) -> Call | None:
    """A call that takes files now and leads to this kind of label."""
    now = clock.now()
    calls = Call.objects.filter(label_kind=label.kind.code, state=Call.State.PUBLISHED)
    return calls.filter(cohorts__opens_at__lte=now, cohorts__closes_at__gt=now).order_by("pk").first()


def open_procedure(label: Label) -> Procedure | None:
    """Its withdrawal considered, while undecided."""
    return label.procedures.filter(decided_at=None).first()


def find_control(user: Anyone, reference: str, pk: int) -> Control:
    """One control of a label that the person may follow, or Http404."""
    label = find_desk(user, reference)
    control = label.controls.select_related("round", "label__kind", "label__organisation").filter(pk=pk).first()
    if control is None:
        raise Http404
    return control


# ── The register, filtered ───────────────────────────────────────────────────────────────────────
def register(*, text: str = "", kind: str = "", status: str = "", places: Iterable[Place] = ()) -> QuerySet[Label]:
    """Labels that match, each once: the holder's name or the reference, the kind, the status, and every place asked for.

    A label touches a place when it covers some of it, covers what contains it, or is held by an organisation from there.
    """
    found = Label.objects.all()
    if words := fold(text):
        found = found.filter(Q(name_fold__contains=words) | Q(reference__iexact=text.strip()))
    elif text.strip():
        found = found.none()
    if kind:
        found = found.filter(kind__code=kind)
    if status:
        found = found.filter(status=status)
    for place in places:
        over = [key for key in (place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id) if key]
        links = LabelPlace.objects.filter(within(place, "place__") | Q(place__in=over))
        found = found.filter(Q(pk__in=links.values("label")) | within(place, "organisation__commune__"))
    return with_places(found).order_by("-granted_on", "reference")


def find_desk_for_move(user: Anyone, reference: str, verb: str) -> Label:
    """The same, where a step is asked for by its address."""
    return find_desk(user, reference)


def find_procedure(user: Anyone, reference: str) -> Procedure:
    """The withdrawal considered of a label that the person may follow, or Http404."""
    procedure = open_procedure(find_desk(user, reference))
    if procedure is None:
        raise Http404(_("Aucune procédure n’est ouverte pour ce label."))
    return procedure


def find_renewal(user: Anyone, reference: str) -> Renewal:
    """The last renewal of a label that the person may follow, or Http404."""
    renewal = find_desk(user, reference).renewals.select_related("label__kind", "label__organisation", "application__call").first()
    if renewal is None:
        raise Http404(_("Le renouvellement de ce label n’est pas ouvert."))
    return renewal


def desks(user: Anyone) -> QuerySet[Label]:
    """The labels that the person may follow: those under way, the first to end before the others; then those that are over."""
    found = with_places(rules.visible_desks(user)).exclude(status=Label.Status.HISTORICAL)
    is_over = Case(When(status__in=(*Label.HOLDING, Label.Status.SUSPENDED), then=0), default=1)
    return found.order_by(is_over, F("valid_until").asc(nulls_last=True), "reference")


def _to_decide() -> QuerySet[Renewal]:
    """Requests that no jury has to judge."""
    return Renewal.objects.filter(Q(application=None) | Q(application__state__in=FINAL_STATES), state=Renewal.State.FILED)


def waiting(user: Anyone) -> dict[str, list[Label]]:
    """What waits for an operator, by kind of act; nothing for others, whose tasks say it."""
    if not rules.can_manage_labels(user):
        return {}
    labels = Label.objects.select_related("kind")
    procedures = Q(replied_at__isnull=False) | Q(reply_until__lt=clock.today())
    controls = Control.objects.filter(concluded_at=None).filter(Q(replied_at__isnull=False) | Q(round__reply_until__lt=clock.today()))
    return {
        "renewal": list(labels.filter(pk__in=_to_decide().values("label")).order_by("valid_until")),
        "procedure": list(labels.filter(pk__in=Procedure.objects.filter(procedures, decided_at=None).values("label")).order_by("pk")),
        "control": list(labels.filter(pk__in=controls.values("label")).order_by("pk")),
    }


def control_rounds() -> QuerySet[ControlRound]:
    """Controls drawn, latest first, with what was asked of each label."""
    return ControlRound.objects.select_related("kind").prefetch_related("controls__label")


# ── Kinds, for those who run the programme ───────────────────────────────────────────────────────
def kinds_with_counts() -> list[LabelKind]:
    """Every kind with `holding_count`, how many labels of it hold now."""
    holding = Count("labels", filter=Q(labels__status__in=Label.HOLDING))
    return list(LabelKind.objects.annotate(holding_count=holding).order_by("is_retired", "position", "code"))


def find_kind(user: Anyone, code: str) -> LabelKind:
    """One kind, or Http404."""
    kind = LabelKind.objects.filter(code=code).first() if rules.can_manage_labels(user) else None
    if kind is None:
        raise Http404
    return kind


def versions_of(kind: LabelKind) -> list[KindVersion]:
    """Its terms over time, latest first, each with `label_count`, how many labels keep them."""
    return list(kind.versions.select_related("by").annotate(label_count=Count("labels")).order_by("-number"))


def published_keys(text: str) -> tuple[str, list[str]]:
    """The name of an issuer and the keys by which it signs, from its identity document; nothing from what is none."""
    try:
        document = read(text)
    except NotADocument:
        return "", []
    return str(document.get("id", ""))[:300], keys_in(document)


def statement_in(text: str) -> dict[str, Any]:
    """The one document that the text is; nothing when it is none, or could be read in two ways."""
    try:
        return read(text)
    except NotADocument:
        return {}


def is_signed_by(statement: Mapping[str, Any], issuer: str, keys: Iterable[str]) -> bool:
    """Whether the issuer of that name signed exactly this statement, with one of these keys."""
    proof = statement.get("proof")
    if not isinstance(proof, Mapping) or proof.get("proofPurpose") != "assertionMethod":
        return False
    if not issuer or str(proof.get("verificationMethod", "")).partition("#")[0] != issuer:
        return False
    try:
        return any(is_intact(statement, proof, key_of(key)) for key in keys)
    except Unreadable:
        return False


def own_issuer() -> tuple[list[str], list[str]]:
    """Our names as an issuer, that of today first, and every key of ours whose signatures count."""
    return own_keys.dids(), own_keys.public_names()
