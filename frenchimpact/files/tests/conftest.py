"""Files of tests go to a folder of their own, and no scanner is set unless the test starts one."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config import env


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the files of this test are."""
    place = tmp_path / "files"
    settings.MEDIA_ROOT = place
    settings.STORAGES = {**settings.STORAGES, "default": env.file_storage("", place)}
    settings.CLAMAV_SOCKET = ""
    return place
