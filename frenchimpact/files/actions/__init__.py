"""The only code that writes files."""

from frenchimpact.files.actions.keeping import (
    attach_file,
    clear_file,
    delete_file,
    delete_files_of,
    describe_file,
    note_scan_trouble,
    quarantine_file,
    receive_file,
)
from frenchimpact.files.actions.moving import move_files
from frenchimpact.files.actions.sweeping import sweep_files
from frenchimpact.files.actions.taking import Taken, replace_picture, take_mailed, take_sent
from frenchimpact.files.actions.uploads import add_piece, begin_upload, cancel_upload, finish_upload

__all__ = [
    "Taken",
    "add_piece",
    "attach_file",
    "begin_upload",
    "cancel_upload",
    "clear_file",
    "delete_file",
    "delete_files_of",
    "describe_file",
    "finish_upload",
    "move_files",
    "note_scan_trouble",
    "quarantine_file",
    "receive_file",
    "replace_picture",
    "sweep_files",
    "take_mailed",
    "take_sent",
]
