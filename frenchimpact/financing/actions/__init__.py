"""Writing what finances projects, by noun."""

from frenchimpact.financing.actions.loading import load_financing

__all__ = ["load_financing"]
