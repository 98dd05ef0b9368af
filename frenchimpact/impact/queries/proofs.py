"""How far one may believe a figure: the level of proof of what is followed, and who looked at the value."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.links import read_key
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address, files_of_many, signed_address
from frenchimpact.files.rules import is_open
from frenchimpact.impact import rules
from frenchimpact.impact.messages.proofs import LINK
from frenchimpact.impact.models import Assessment, Followed, Measure, ProofRequest, Verification
from frenchimpact.impact.queries.changes import find_space
from frenchimpact.impact.queries.measures import MEASURE_PAPER
from frenchimpact.methods.queries import evidence_words
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project

LINK_DAYS = 120
# However old, a link of ours says what it was about: a new one may be sent to the same address.
_EVER = 36_500
# How many values of an indicator stand on a page of proofs, and how many of all projects on an operator's.
MOST_VALUES, MOST_WAITING = 12, 50


@dataclass(frozen=True)
class Evidence:
    """The level of proof in force. `has_expired`: one was given, too long ago to count."""

    level: int
    until: dt.date | None
    has_expired: bool

    @property
    def words(self) -> str:
        """What the level means."""
        if self.has_expired:
            return _("Preuve à renouveler")
        return _("Preuve %(level)s") % {"level": evidence_words(self.level)}


def evidence_of(followed: Followed) -> Evidence:
    """The current level of proof, read from the row alone: a list costs no query."""
    until = followed.evidence_until
    has_expired = until is not None and until < clock.today()
    return Evidence(0 if has_expired else followed.evidence, until, has_expired)


def proofs_of(project: Project) -> list[Followed]:
    """What a project follows, with its values, who looked at them, the levels given and whom it asked."""
    return list(_with_proofs(Followed.objects.filter(project=project)).order_by("ended_on", "pk"))


def _with_proofs(rows: QuerySet[Followed]) -> QuerySet[Followed]:
    seen = Verification.objects.select_related("organisation", "by", "request")
    values = Measure.objects.exclude(state=Measure.State.DRAFT).select_related("place", "method_version__method").order_by("-ends_on")
    levels = Assessment.objects.select_related("organisation", "by", "request")
    return rows.select_related("project", "indicator", "method_version__method").prefetch_related(
        Prefetch("measures", queryset=values.prefetch_related(Prefetch("verifications", queryset=seen), "shares__place")),
        Prefetch("assessments", queryset=levels),
        Prefetch("proof_requests", queryset=ProofRequest.objects.select_related("organisation")),
    )


def who_looked(given: Assessment | Verification) -> str:
    """In whose name a proof was given: never a private person's, save for those who looked for the programme."""
    if given.request is not None and given.request.is_funder:
        return _("%(name)s, qui finance le projet") % {"name": given.request.name}
    if given.organisation is not None:
        return given.organisation.name
    if given.request is not None:
        return given.request.name
    return str(given.get_kind_display())


def in_which_quality(given: Assessment | Verification) -> str:
    """As a peer, an independent body, the programme; or as a witness, as long as nobody knows who looked."""
    if given.request is not None and given.request.is_witness:
        return _("Témoignage : identité non confirmée par le programme")
    return str(given.get_kind_display())


def find_followed(user: Anyone, reference: str, pk: int) -> Followed:
    """One indicator of a project whose space the person enters, or Http404."""
    project = find_space(user, reference)
    found = _with_proofs(Followed.objects.filter(project=project, pk=pk)).first()
    if found is None:
        raise Http404(_("Cet indicateur n’est pas suivi par ce projet."))
    return found


def find_measure(user: Anyone, reference: str, pk: int) -> Measure:
    """One value of such a project, or Http404."""
    project = find_space(user, reference)
    found = Measure.objects.filter(followed__project=project, pk=pk).select_related("followed__project", "followed__indicator").first()
    if found is None:
        raise Http404(_("Cette valeur n’existe pas."))
    return found


def find_own_request(user: Anyone, reference: str, pk: int) -> ProofRequest:
    """What such a project asked of somebody, or Http404."""
    project = find_space(user, reference)
    found = ProofRequest.objects.filter(followed__project=project, pk=pk).select_related("followed__project").first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas."))
    return found


def find_asked(user: Anyone, pk: int) -> ProofRequest:
    """What was asked of one of the person's organisations, or Http404."""
    found = rules.visible_requests(user).filter(pk=pk).select_related("followed__project", "organisation").first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas, ou n’est pas adressée à une de vos structures."))
    return found


def asked_of(user: Anyone) -> QuerySet[ProofRequest]:
    """What was asked of the person's organisations: what waits first."""
    rows = rules.visible_requests(user).exclude(state=ProofRequest.State.CANCELLED)
    return rows.select_related("followed__project", "followed__indicator", "organisation").order_by("answered_at", "due_on", "pk")


def unseen_measures() -> QuerySet[Measure]:
    """The latest declared values of public projects that nobody looked at yet."""
    rows = Measure.objects.filter(state=Measure.State.SUBMITTED, value__isnull=False, followed__is_counted=True)
    return rows.select_related("followed__project", "followed__indicator").order_by("-at", "-pk")[:MOST_WAITING]


def witnesses() -> QuerySet[ProofRequest]:
    """Who looked without being known, for the programme to find out: the latest first."""
    rows = ProofRequest.objects.filter(state=ProofRequest.State.ANSWERED, identified_at=None)
    return rows.select_related("followed__project", "followed__indicator").order_by("-answered_at", "-pk")[:MOST_WAITING]


def find_witness(_user: Anyone, pk: int) -> ProofRequest:
    """One of them, or Http404."""
    found = ProofRequest.objects.filter(pk=pk, identified_at=None).select_related("followed__project").first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas, ou on sait déjà qui a répondu."))
    return found


def papers_of(values: Iterable[Measure], *, by_link: bool) -> dict[int, list[tuple[StoredFile, str]]]:
    """The files beside each value, with the address where who looks opens them: without an account, one that lasts an hour."""
    found: dict[int, list[tuple[StoredFile, str]]] = {}
    for file in files_of_many(Measure, [one.pk for one in values], MEASURE_PAPER):
        where = (signed_address(file) if by_link else address(file)) if is_open(file) else ""
        found.setdefault(file.owner_id, []).append((file, where))
    return found


def with_proofs(request: ProofRequest) -> Followed:
    """What a request is about, as who looks reads it."""
    return _with_proofs(Followed.objects.filter(pk=request.followed_id)).get()


@dataclass(frozen=True)
class ByKey:
    """What a link leads to: what it opens; or what it used to open."""

    asked: ProofRequest | None = None
    was: ProofRequest | None = None


def request_by_key(key: str) -> ByKey:
    """What was asked by that link, if it still opens it: not too old, not replaced by another, not taken back."""
    parts = read_key(LINK, key, days=_EVER) if len(key) < 300 else None
    if parts is None or len(parts) != 2:
        return ByKey()
    asked = ProofRequest.objects.select_related("followed__project", "organisation").filter(pk=parts[0]).first()
    if asked is None or asked.state == ProofRequest.State.CANCELLED:
        return ByKey()
    is_good = read_key(LINK, key, days=LINK_DAYS) is not None and asked.link_serial == parts[1]
    return ByKey(asked=asked) if is_good else ByKey(was=asked)
