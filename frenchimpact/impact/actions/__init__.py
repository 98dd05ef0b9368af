"""The only code that writes impact."""

from frenchimpact.impact.judging import Given

__all__ = ["Given"]
