"""Writing aids."""

from frenchimpact.aids.actions.catalogue import Condition, Ground, change_aid, create_aid, publish_aid, withdraw_aid

__all__ = ["Condition", "Ground", "change_aid", "create_aid", "publish_aid", "withdraw_aid"]
