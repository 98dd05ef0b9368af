"""A machine prepares a declaration: a draft that somebody of the organisation reads, completes and hands in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.actions.declarations import save_declaration, send_resume_link, start_declaration
from frenchimpact.projects.forms import clean_declaration
from frenchimpact.projects.models import Declaration


@transaction.atomic
def prepare_declaration(*, organisation: Organisation, author: User, sent: Mapping[str, Any], by: str, writer: str) -> Declaration:
    """The draft is that of `author`, who receives the link. What is missing is completed by them; what is wrong is refused.

    Whether the sheet may be public is theirs to say: a machine never does. Raises Incomplete.
    """
    given = {name: value for name, value in sent.items() if value}
    holder = {"holder": "structure", "structure": str(organisation.pk), "structure_query": organisation.name, "email": author.email}
    answers = {**given, **holder}
    _cleaned, problems = clean_declaration(answers)
    if wrong := {name: words for name, words in problems.items() if name in answers}:
        raise Incomplete(_("Corrigez ce qui est signalé."), wrong)
    declaration, key = start_declaration(by=author)
    changes = {name: Change(value, 0) for name, value in answers.items()}
    saved = save_declaration(declaration=declaration, changes=changes, by=by, writer=writer)
    if saved.errors:
        raise Incomplete(_("Corrigez ce qui est signalé."), saved.errors)
    declaration.refresh_from_db()
    send_resume_link(declaration=declaration, key=key)
    return declaration
