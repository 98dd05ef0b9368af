"""What a file really is, told by its bytes; and whether it may be taken."""

from frenchimpact.files.content.examination import examine

__all__ = ["examine"]
