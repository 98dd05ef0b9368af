"""Tools are written, published, checked again and withdrawn; projects say that they use them, people whether they were useful."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.files.queries import files_of
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.resources import facts
from frenchimpact.resources.actions.sheets import COMMON, new_sheet, step, write_fields
from frenchimpact.resources.models import Tool, ToolAlert, ToolOpinion, ToolUse
from frenchimpact.resources.rules import TOOL_FILE

FIELDS = (*COMMON, "need", "form", "licence", "version", "author", "minutes", "preview", "expires_on")


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in FIELDS if name in fields}


@transaction.atomic
def prepare_tool(*, organisation: Organisation, by: User | None, **fields: Any) -> Tool:
    """A draft. `fields` are FIELDS."""
    tool = new_sheet(Tool, organisation=organisation, by=by, fields=_kept(fields))
    tool.save()
    announce(facts.ToolWritten(tool_id=tool.pk), by=by)
    return tool


@transaction.atomic
def change_tool(*, tool: Tool, by: User, **fields: Any) -> Tool:
    """Its sheet. Raises Refusal."""
    tool = lock(tool)
    write_fields(tool, _kept(fields))
    tool.save()
    announce(facts.ToolWritten(tool_id=tool.pk), by=by)
    return tool


@transaction.atomic
def move_tool(*, tool: Tool, verb: str, by: User | None, reason: str = "") -> Tool:
    """Publish, withdraw or restore. One that nobody could get is not published. Raises Refusal or Incomplete."""
    tool = lock(tool)
    if verb != "withdraw" and not tool.url and not files_of(tool, TOOL_FILE).exists():
        raise Incomplete(_("Donnez le lien de l’outil, ou ajoutez son fichier, avant de le publier."), {})
    if verb != "withdraw" and tool.expires_on is not None and tool.expires_on < clock.today():
        raise Incomplete(_("Sa date de fin est passée : changez-la d’abord."), {})
    step(tool, verb, reason)
    tool.save()
    announce(facts.ToolMoved(tool_id=tool.pk, verb=verb, state=tool.state), by=by)
    return tool


@transaction.atomic
def check_tool(*, tool: Tool, by: User) -> None:
    """It still holds and it still opens: what was reported is settled."""
    tool = lock(tool)
    tool.checked_on = clock.today()
    tool.save(update_fields=["checked_on"])
    tool.alerts.filter(settled_at=None).update(settled_at=clock.now())
    announce(facts.ToolWritten(tool_id=tool.pk), by=by)


@transaction.atomic
def say_used(*, tool: Tool, project: Project, is_used: bool, by: User | None) -> None:
    """« Nous l’utilisons », or no longer."""
    if is_used:
        ToolUse.objects.get_or_create(tool=tool, project=project, defaults={"by": by})
    else:
        ToolUse.objects.filter(tool=tool, project=project).delete()
    announce(facts.ToolUsed(tool_id=tool.pk, project_id=project.pk, is_used=is_used), by=by)


@transaction.atomic
def judge_tool(*, tool: Tool, is_useful: bool, why: str, by: User) -> ToolOpinion:
    """Useful or not, and why. Not useful without a reason helps nobody: raises Incomplete."""
    why = clean_line(why)[:500]
    if not is_useful and not why:
        words = _("Dites ce qui manque : c’est ce que lira qui tient l’outil.")
        raise Incomplete(words, {"why": words})
    opinion, _made = ToolOpinion.objects.update_or_create(
        tool=tool, by=by, defaults={"is_useful": is_useful, "why": why, "at": clock.now()}
    )
    announce(facts.ToolJudged(tool_id=tool.pk), by=by)
    return opinion


@transaction.atomic
def report_broken(*, tool: Tool, by: User) -> ToolAlert:
    """It no longer opens; said once by each person until the holder checks it."""
    alert, made = ToolAlert.objects.get_or_create(tool=tool, by=by, settled_at=None)
    if made:
        announce(facts.ToolBroken(tool_id=tool.pk, alert_id=alert.pk), by=by)
    return alert
