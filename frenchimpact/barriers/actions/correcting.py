"""Correcting what is published of an experiment: other words take the place of those that are read, which the desk alone keeps."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.names import check_names
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.models import Case, Experiment
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text

_LINES = ("title", "authority_name", "beneficiary")
FIELDS = (
    *_LINES,
    "object",
    "legal_basis",
    "conditions",
    "evaluation_plan",
    "check_notes",
    "evaluation",
    "ending_reason",
)


def cases_of(experiment: Experiment) -> list[Case]:
    """The case that it answered: its names may not be read here."""
    return [experiment.outcome.case] if experiment.outcome is not None else []


@transaction.atomic
def correct_experiment(
    *, experiment: Experiment, by: User, reason: str, is_public: bool, kept_names: Collection[str] = (), **said: str
) -> Experiment:
    """Other words, or out of sight. Raises Incomplete, NamesLeft."""
    experiment, cases = lock(experiment), cases_of(experiment)
    said = {name: clean_line(text) if name in _LINES else clean_text(text) for name, text in said.items() if name in FIELDS}
    if not reason.strip():
        raise Incomplete(_("La correction n’est pas enregistrée."), {"reason": _("Dites pourquoi : le guichet le lira.")})
    if experiment.ending and not said.get("ending_reason", experiment.ending_reason):
        raise Incomplete(_("La correction n’est pas enregistrée."), {"ending_reason": _("Une décision a toujours sa raison.")})
    if is_public:
        check_names(said, cases, kept_names)
    keep_text(experiment, (*FIELDS, "slug"), reason=reason, by=by)
    if "title" in said and said["title"] != experiment.title:
        # Its address was made of its title, which may have said a name.
        experiment.former_slugs = list(dict.fromkeys([*experiment.former_slugs, experiment.slug]))
        experiment.slug = experiment.reference.lower()
    for name, text in said.items():
        setattr(experiment, name, text)
    if experiment.is_public and not is_public:
        experiment.hidden_at = clock.now()
    experiment.hidden_at = None if is_public else experiment.hidden_at
    experiment.is_public, experiment.version = is_public, experiment.version + 1
    experiment.save()
    announce(facts.ExperimentMoved(experiment_id=experiment.pk, verb="correct"), by=by)
    return experiment
