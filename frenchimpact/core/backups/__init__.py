"""The whole instance in a folder, and back: database, files, keys of certificates, each with what proves that nothing is missing."""

from frenchimpact.core.backups.restoring import Refused, restore
from frenchimpact.core.backups.writing import write

__all__ = ["Refused", "restore", "write"]
