"""A declaration in the making: begun without an account, saved field by field, handed in once."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.browser_drafts import DRAFT_DAYS
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import digest, new_key
from frenchimpact.organisations.actions import sheet_from_registry
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import Named, in_directory, look_up_number, number_in
from frenchimpact.projects import facts, messages
from frenchimpact.projects.actions.sheets import Sheet, declare_project
from frenchimpact.projects.forms import STEPS, clean_declaration, clean_typed
from frenchimpact.projects.models import Declaration, PassportAnswer, Project
from frenchimpact.projects.queries.drafts import registry_number

# A number typed while the registry was down is looked up again for that long.
TYPED_FOR, TYPED_AT_ONCE = dt.timedelta(days=30), 20


@transaction.atomic
def start_declaration(*, by: User | None, key: str = "") -> tuple[Declaration, str]:
    """Someone begins to declare a project. Gives the draft and the secret key by which a browser or a link finds it again.

    Begun twice with the same `key`, it is one draft; a key whose draft was handed in since begins another.
    """
    begun = {"author": by, "expires_at": clock.now() + dt.timedelta(days=DRAFT_DAYS)}
    if key:
        draft, _is_new = Declaration.objects.get_or_create(key_digest=digest(key), defaults=begun)
        if draft.project_id is None:
            return draft, key
    key = new_key()
    return Declaration.objects.create(key_digest=digest(key), **begun), key


@transaction.atomic
def save_declaration(*, declaration: Declaration, changes: Mapping[str, Change], by: str, writer: str, step: int | None = None) -> Saved:
    """What was typed is kept, even unfinished. The same field changed elsewhere in between comes back as a conflict.

    Raises Refusal once the declaration is handed in.
    """
    declaration = lock(declaration)
    if declaration.project_id is not None:
        raise Refusal(_("Ce projet est déjà déclaré. Modifiez-le depuis son espace."))
    cleaned, errors = clean_typed(changes)
    saved = take(declaration.answers, declaration.marks, cleaned, by=by, writer=writer)
    saved.errors.update(errors)
    if "email" in saved.changed:
        declaration.email = str(declaration.answers.get("email", ""))[:254]
    if step is not None:
        declaration.step = max(declaration.step, step)
    declaration.updated_at = clock.now()
    declaration.expires_at = clock.now() + dt.timedelta(days=DRAFT_DAYS)
    declaration.save()
    return saved


@transaction.atomic
def send_resume_link(*, declaration: Declaration, key: str) -> bool:
    """The address written in step 1 receives, once, the link that opens the draft on any device. Says whether a mail left."""
    declaration = lock(declaration)
    if not declaration.email or declaration.resume_sent_to.lower() == declaration.email.lower():
        return False
    if not messages.tell_resume(declaration, key):
        return False
    declaration.resume_sent_to = declaration.email
    declaration.save(update_fields=["resume_sent_to"])
    return True


@transaction.atomic
def give_declaration_to(*, declaration: Declaration, user: User) -> Declaration:
    """A draft begun without an account belongs to the person who signed in with it, unless it is already someone's."""
    declaration = lock(declaration)
    if declaration.author_id is None:
        declaration.author = user
        declaration.save(update_fields=["author"])
    return declaration


@transaction.atomic
def submit_declaration(*, declaration: Declaration, by: User, named: Named | None = None) -> Project:
    """The draft becomes a project, exactly once: handing it in again leads to the same project.

    `named` is the structure chosen in the national registry: it gets its sheet now, unless it has one.
    Raises Incomplete with the missing answers.
    """
    declaration = lock(declaration)
    if declaration.project is not None:
        return declaration.project
    cleaned, missing = clean_declaration(declaration.answers)
    if missing:
        raise Incomplete(_("Il manque des réponses. Complétez-les avant de déclarer le projet."), missing)
    number = registry_number(declaration.answers)
    if number:
        chosen = in_directory(number) or (sheet_from_registry(named=named, by=by) if named else None)
        cleaned["organisation"], cleaned["structure_name"] = chosen, "" if chosen else cleaned["structure_name"]
    project = declare_project(sheet=Sheet(**cleaned), by=by)
    declaration.project, declaration.author, declaration.step = project, declaration.author or by, len(STEPS)
    declaration.answers, declaration.marks = {}, {}
    declaration.updated_at = clock.now()
    declaration.save()
    return project


def stale_declarations() -> QuerySet[Declaration]:
    """Drafts that nobody touched for thirty days: erased then, as announced."""
    return Declaration.objects.filter(expires_at__lt=clock.now(), project__isnull=True)


def find_typed_structures() -> int:
    """Numbers typed while the registry was down are looked up now that it answers; gives how many projects got their structure.

    The first silence ends the round. The question is asked outside any transaction: it may take seconds.
    """
    since = clock.now() - TYPED_FOR
    typed = PassportAnswer.objects.filter(
        key="structure_name", project__organisation=None, project__created_at__gt=since, project__created_by__is_active=True
    )
    count = 0
    numbers = [(row, number_in(str(row.value))) for row in typed.select_related("project__created_by").order_by("-pk")[:500]]
    for row, number in [(row, number) for row, number in numbers if number][:TYPED_AT_ONCE]:
        known = in_directory(number)
        looked = None if known else look_up_number(number, is_patient=True)
        if looked is not None and looked.is_down:
            break
        count += _give_structure(row.project, known, looked.named if looked else None)
    return count


@transaction.atomic
def _give_structure(project: Project, known: Organisation | None, named: Named | None) -> bool:
    project = lock(project)
    by = project.created_by
    if project.organisation_id is not None or by is None:
        return False
    organisation = known or (sheet_from_registry(named=named, by=by) if named else None)
    if organisation is None:
        return False
    project.organisation, project.updated_at = organisation, clock.now()
    project.version += 1
    project.save(update_fields=["organisation", "updated_at", "version"])
    announce(facts.SheetChanged(project_id=project.pk, fields=["organisation"]), by=None)
    return True
