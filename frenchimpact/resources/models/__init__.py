"""Tables of programmes and tools, by noun."""

from frenchimpact.resources.models.programmes import Admission, Intake, Programme, ProgrammePlace
from frenchimpact.resources.models.sheets import Sheet, SheetCounter
from frenchimpact.resources.models.tools import Tool, ToolAlert, ToolOpinion, ToolUse
from frenchimpact.resources.models.words import Form, Kind, Licence, Need, Price

__all__ = [
    "Admission",
    "Form",
    "Intake",
    "Kind",
    "Licence",
    "Need",
    "Price",
    "Programme",
    "ProgrammePlace",
    "Sheet",
    "SheetCounter",
    "Tool",
    "ToolAlert",
    "ToolOpinion",
    "ToolUse",
]
