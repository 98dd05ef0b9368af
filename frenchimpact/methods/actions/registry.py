"""Methods brought in, read again by somebody of the programme, published for good, withdrawn."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.methods import facts
from frenchimpact.methods import format as form
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.folders import Folder, read_folder
from frenchimpact.methods.models import Indicator, Method, MethodVersion, Use
from frenchimpact.methods.queries.registry import origin_of, problems_here
from frenchimpact.organisations.models import Organisation


class NotSound(Refusal):
    """The folder has faults: `problems` tells all of them."""

    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("La méthode n’est pas prise : corrigez ce qui suit."))
        self.problems = problems


@transaction.atomic
def draft_method(*, files: Mapping[str, str], by: User | None, owner: Organisation | None = None, is_demo: bool = False) -> MethodVersion:
    """A folder becomes the draft of its version, or replaces it. Raises NotSound; Refusal when the name or the version is taken."""
    try:
        folder = read_folder(files)
    except Unsound as error:
        raise NotSound(error.problems) from error
    if problems := problems_here(folder):
        raise NotSound(problems)
    origin = origin_of(folder)
    method, is_new = Method.objects.select_for_update().get_or_create(
        slug=folder.method.id, defaults={"owner": owner, "created_by": by, "is_demo": is_demo}
    )
    if not is_new and method.owner_id != (owner.pk if owner else None):
        raise Refusal(_("Une autre méthode s’appelle déjà « %s » : donnez un autre nom à la vôtre.") % method.slug)
    known = method.versions.filter(number=folder.method.version).first()
    if known is not None and known.state != MethodVersion.State.DRAFT:
        raise Refusal(_("La version %s ne change plus : donnez un nouveau numéro à la vôtre.") % known.number)
    version = known or MethodVersion(method=method, number=folder.method.version, created_by=by)
    _fill(version, folder)
    version.derived_from = origin if origin and origin.method_id != method.pk else None
    version.save()
    announce(facts.MethodDrafted(version_id=version.pk), by=by)
    return version


@transaction.atomic
def move_method(*, version: MethodVersion, verb: str, by: User | None, reason: str = "") -> MethodVersion:
    """Submitted, sent back, published or withdrawn. Raises OutOfTurn; Incomplete without a reason to send back or withdraw."""
    version = lock(version)
    state = MethodVersion.FLOW.step(verb, version.state)
    if verb in ("send_back", "withdraw") and not reason.strip():
        raise Incomplete(
            _("Dites pourquoi : ses auteurs le liront."), {"reason": _("Ce qu’il faut changer, ou pourquoi ne plus s’en servir.")}
        )
    if verb == "publish":
        _define_indicators(version)
        version.published_at, version.published_by = clock.now(), by
    version.state, version.state_reason, version.changed_at = state, reason.strip(), clock.now()
    version.save()
    announce(facts.MethodMoved(version_id=version.pk, verb=verb, state=state), by=by)
    if verb == "publish":
        announce(facts.MethodPublished(version_id=version.pk), by=by)
    return version


def publish_folder(*, files: Mapping[str, str], by: User | None, owner: Organisation | None = None, is_demo: bool = False) -> MethodVersion:
    """Drafted, submitted and published at once: what comes with the product, and what an operator brings."""
    with transaction.atomic():
        version = draft_method(files=files, by=by, owner=owner, is_demo=is_demo)
        version = move_method(version=version, verb="submit", by=by)
        return move_method(version=version, verb="publish", by=by)


def _fill(version: MethodVersion, folder: Folder) -> None:
    method = folder.method
    version.rank = [int(part) for part in method.version.split(".")]
    version.files = dict(folder.files)
    version.content = method.model_dump(mode="json")
    version.swhid = folder.swhid
    version.title_fr, version.title_en = method.title.fr[:300], method.title.en[:300]
    version.domain, version.sdgs, version.evidence = method.domain, sorted(set(method.sdgs)), method.evidence
    version.changed_at = clock.now()


# ── Indicators ──────────────────────────────────────────────────────────────────────────────────────────
def _define_indicators(version: MethodVersion) -> None:
    """The indicators of a version: new ones are written, known ones must be the same word for word."""
    method = form.Method.model_validate(version.content)
    made: dict[str, Indicator] = {}
    # Those that a ratio divides come before it.
    for one in sorted(method.indicators, key=lambda indicator: indicator.aggregation == "ratio"):
        made[one.id] = _defined(one, version, made)
    Use.objects.bulk_create(Use(version=version, indicator=made[one.id], position=at) for at, one in enumerate(method.indicators))


def _defined(one: form.Indicator, version: MethodVersion, made: Mapping[str, Indicator]) -> Indicator:
    values = {
        "name_fr": one.name.fr,
        "name_en": one.name.en,
        "definition_fr": one.definition.fr,
        "definition_en": one.definition.en,
        "unit": one.unit,
        "direction": one.direction,
        "aggregation": one.aggregation,
        "frequency": one.frequency,
        "disaggregations": list(one.disaggregations),
        "minimum": one.minimum,
        "maximum": one.maximum,
        "numerator": made.get(one.numerator or ""),
        "denominator": made.get(one.denominator or ""),
        "sdg": one.sdg,
        "sdgs_concerned": list(one.sdgs_concerned),
        "iris": list(one.iris),
    }
    known, is_new = Indicator.objects.get_or_create(code=one.id, version=one.version, defaults={"method": version.method, **values})
    if not is_new and any(getattr(known, name) != value for name, value in values.items()):
        words = _("L’indicateur %(pinned)s est déjà défini autrement par « %(method)s » : donnez-lui une autre version, ou un autre nom.")
        raise NotSound([Problem(f"method.toml/indicators/{one.id}", words % {"pinned": known.pinned, "method": known.method.slug})])
    return known
