"""The only code that writes about calls and applications."""

from frenchimpact.calls.actions.moves import move_application, note_step

__all__ = ["move_application", "note_step"]
