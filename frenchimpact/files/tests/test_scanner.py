"""The scanner, over a real socket: what it finds, and what happens when it does not answer."""

import datetime as dt
import io
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob

from frenchimpact.core import clock
from frenchimpact.files import scanner, tasks
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import clamd
from frenchimpact.files.tests import factories as make


def scan(content: bytes, at: str, timeout: float = 5) -> scanner.Verdict:
    return scanner.scan(io.BytesIO(content), at=at, timeout=timeout)


class TestProtocol:
    def test_clean_and_infected(self) -> None:
        with clamd.daemon() as at:
            assert scan(make.pdf(padding=300_000), at) == scanner.Verdict()
            assert scan(b"x" * 100_000 + make.EICAR, at) == scanner.Verdict(threat="Eicar-Test-Signature")

    def test_over_a_unix_socket(self) -> None:
        with tempfile.TemporaryDirectory() as place, clamd.daemon(unix=Path(place) / "clamd.sock") as at:
            assert scan(make.EICAR, at).threat == "Eicar-Test-Signature"

    @pytest.mark.parametrize("behaviour", [clamd.garbage, clamd.gone])
    def test_another_language_or_none(self, behaviour: clamd.Behaviour) -> None:
        with clamd.daemon(behaviour) as at, pytest.raises(scanner.ScannerUnavailable):
            scan(make.pdf(), at)

    def test_no_answer_in_time(self) -> None:
        with clamd.daemon(clamd.silent) as at, pytest.raises(scanner.ScannerUnavailable, match=r"(?i)time"):
            scan(make.pdf(), at, timeout=0.3)

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with pytest.raises(scanner.ScannerUnavailable, match="ConnectionRefusedError"):
            scan(make.pdf(), f"tcp://127.0.0.1:{port}")
        with pytest.raises(scanner.ScannerUnavailable, match="FileNotFoundError"):
            scan(make.pdf(), "unix:/nowhere/clamd.sock")

    def test_too_long_for_it(self) -> None:
        with clamd.daemon(clamd.hurried) as at:
            assert "size limit" in scan(make.pdf(padding=5_000_000), at).trouble


@pytest.mark.django_db
class TestTask:
    def file(self, content: bytes | None = None) -> StoredFile:
        return make.make_file(make.make_person(), content, name="sans-extension")

    def after(self, file: StoredFile) -> StoredFile:
        file.refresh_from_db()
        return file

    def test_clean(self, settings: Any) -> None:
        with clamd.daemon() as settings.CLAMAV_SOCKET:
            file = self.file()
            assert str(file.state_words) == "En attente de vérification"
            tasks.scan_file.call(file.pk)
        assert self.after(file).state == "clean"
        assert str(file.state_words) == "Vérifié"

    def test_infected_is_put_aside(self, settings: Any) -> None:
        with clamd.daemon() as settings.CLAMAV_SOCKET:
            file = self.file(make.EICAR)
            tasks.scan_file.call(file.pk)
            tasks.scan_file.call(file.pk)  # told once
        assert (self.after(file).state, file.threat) == ("quarantined", "Eicar-Test-Signature")
        assert apps.get_model("journal", "Entry").objects.filter(fact="files.FileQuarantined").count() == 1

    @pytest.mark.parametrize("behaviour", [clamd.garbage, clamd.gone])
    def test_silence_is_tried_again_and_the_file_waits(self, settings: Any, behaviour: clamd.Behaviour) -> None:
        with clamd.daemon(behaviour) as settings.CLAMAV_SOCKET:
            file = self.file()
            with pytest.raises(scanner.ScannerUnavailable):  # what makes the queue try again
                tasks.scan_file.call(file.pk)
        assert self.after(file).state == "received"
        assert file.scan_trouble != ""
        assert str(file.state_words) == "En attente de vérification"
        with clamd.daemon() as settings.CLAMAV_SOCKET:
            tasks.scan_file.call(file.pk)
        assert (self.after(file).state, file.scan_trouble) == ("clean", "")

    def test_too_long_for_it_waits_with_the_reason(self, settings: Any) -> None:
        with clamd.daemon(clamd.hurried) as settings.CLAMAV_SOCKET:
            file = self.file(make.pdf(padding=3_000_000))
            tasks.scan_file.call(file.pk)
        assert self.after(file).state == "received"
        assert "StreamMaxLength" in file.scan_trouble

    def test_deleted_before_the_scan(self, settings: Any) -> None:
        settings.CLAMAV_SOCKET = "tcp://127.0.0.1:1"
        tasks.scan_file.call(123456)

    def test_late_ones_are_asked_again(self, settings: Any) -> None:
        old, fresh = self.file(), make.make_file(make.make_person("max@exemple.test"))
        StoredFile.objects.filter(pk=old.pk).update(received_at=clock.now() - dt.timedelta(hours=2))
        tasks.scan_waiting.call()
        assert not ProcrastinateJob.objects.filter(args__path="frenchimpact.files.tasks.scan_file").exists()
        settings.CLAMAV_SOCKET = "tcp://127.0.0.1:1"
        tasks.scan_waiting.call()
        [job] = ProcrastinateJob.objects.filter(args__path="frenchimpact.files.tasks.scan_file")
        assert job.args["args"] == [old.pk] != [fresh.pk]
