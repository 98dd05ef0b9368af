"""The only code that writes methods."""

from frenchimpact.methods.actions.registry import NotSound, draft_method, move_method, publish_folder

__all__ = ["NotSound", "draft_method", "move_method", "publish_folder"]
