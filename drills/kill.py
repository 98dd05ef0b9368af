"""Killed at any moment, pages, worker, receiver of mail or PostgreSQL: nothing acknowledged is lost, no mail missing nor doubled."""

import os
import random
import smtplib
import time
from collections import Counter
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path

from drills.amcheck import check
from drills.instance import DRAFTS, Broken, Instance, Writer, counts, say, until
from drills.sink import Sink

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "12"))
TARGETS = ("web", "worker", "receiver", "postgres", "everything")
CASES = "SELECT email, count(*) FROM barriers_case WHERE email LIKE '%@drill.example' GROUP BY 1"
FILES = "SELECT count(*) FROM files_storedfile"
UNDERSTOOD = "SELECT count(*) FROM inbound_message WHERE state = 'received'"
WAITING = "SELECT count(*) FROM mail_mail WHERE state = 'queued'"


def run(folder: Path) -> list[str]:
    """Writers on the pages and by mail, while something is killed every second or so. Raises Broken."""
    sink = Sink()
    instance = Instance(folder / "var", MAIL_URL=f"smtp://127.0.0.1:{sink.port}")
    say("Preparing an instance…")
    instance.manage("prepare")
    instance.start("web", "worker", "receiver")
    try:
        instance.wait_until_ready()
        return _survive(instance, sink)
    finally:
        instance.stop()


def _survive(instance: Instance, sink: Sink) -> list[str]:
    writers = [Writer(instance.declare, f"page{number}") for number in range(2)]
    letters = Writer(lambda sender: _write_letter(instance, sender), "mail")
    for writer in (*writers, letters):
        writer.start()
    killed = _kill_at_random(instance)
    for writer in (*writers, letters):
        writer.end()
    say("Letting it finish…")
    # A job of a dead worker is taken up once nothing was heard from it for half a minute; a mail, within five.
    until(lambda: _over(instance, UNDERSTOOD), 300, "every letter understood")
    until(lambda: _over(instance, WAITING), 600, "every mail sent")
    return [
        f"killed {sum(killed.values())} times ({', '.join(f'{name} {count}' for name, count in sorted(killed.items()))})",
        _kept_once("drafts saved by the pages", writers, counts(instance.query(DRAFTS))),
        _kept_once("letters taken by SMTP, each a case", [letters], counts(instance.query(CASES))),
        _sent_once(letters, sink),
        _files_whole(instance),
        check(instance.postgres),
    ]


def _over(instance: Instance, counted: str) -> bool:
    """Whether nothing of that waits any more; a supervisor goes on watching meanwhile."""
    instance.keep_alive()
    return instance.query(counted)[0][0] == 0


def _kill_at_random(instance: Instance) -> Counter[str]:
    killed: Counter[str] = Counter()
    for turn in range(ROUNDS):
        time.sleep(random.uniform(0.3, 2.0))
        target = TARGETS[turn % len(TARGETS)]
        killed[target] += 1
        for name in ("web", "worker", "receiver") if target == "everything" else (target,) if target != "postgres" else ():
            instance.kill(name)
        if target in {"postgres", "everything"}:
            instance.kill_postgres()
        time.sleep(random.uniform(0, 0.5))
        instance.keep_alive()
        instance.wait_until_ready()
    # A worker that lost its database ends by itself: whoever watches it starts it again.
    time.sleep(2)
    instance.keep_alive()
    return killed


def _write_letter(instance: Instance, sender: str) -> bool:
    """A question with a document, to the desk's address; whether the receiver took it."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "freins@reponse.drill.example", f"Transport solidaire {sender}"
    letter["Message-ID"] = f"<{sender}>"
    letter.set_content(f"Notre association {sender} conduit des personnes âgées. Une licence est-elle due ?\n" * 5)
    letter.add_attachment(f"Refus {sender}.\n" * 400, filename="refus.txt")
    try:
        with smtplib.SMTP("127.0.0.1", instance.smtp, timeout=10) as client:
            client.sendmail(sender, ["freins@reponse.drill.example"], letter.as_bytes(policy=POLICY))
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _kept_once(what: str, writers: list[Writer], kept: dict[str, int]) -> str:
    acknowledged = [one for writer in writers for _at, one in writer.acknowledged]
    lost = [one for one in acknowledged if one not in kept]
    double = [one for one, count in kept.items() if count != 1]
    failed = sum(writer.failed for writer in writers)
    if lost or double or not acknowledged:
        raise Broken(f"{what}: {len(lost)} of {len(acknowledged)} lost ({lost[:3]}), {len(double)} doubled ({double[:3]})")
    return f"{what}: {len(acknowledged)} acknowledged, {failed} refused meanwhile, 0 lost, 0 doubled"


def _sent_once(letters: Writer, sink: Sink) -> str:
    """One receipt for each letter. A mail given to the mail server just before the kill may be given again, under the same Message-ID."""
    receipts: dict[str, set[str]] = {}
    for to, key in sink.taken:
        receipts.setdefault(to, set()).add(key)
    wanted = [one for _at, one in letters.acknowledged]
    missing = [one for one in wanted if one not in receipts]
    double = [one for one, keys in receipts.items() if len(keys) > 1]
    if missing or double:
        raise Broken(f"receipts: {len(missing)} missing ({missing[:3]}), {len(double)} people got two messages ({double[:3]})")
    again = len(sink.taken) - len(set(sink.taken))
    return f"receipts: {len(wanted)} expected, 0 missing, 0 doubled, {again} given again under the same Message-ID"


def _files_whole(instance: Instance) -> str:
    """Each row of a file has its bytes."""
    rows = instance.query("SELECT key, size FROM files_storedfile WHERE state <> 'erased'")
    wrong = 0
    for key, size in rows:
        path = instance.folder / "files" / "kept" / key.hex[:2] / key.hex / "content"  # type: ignore[attr-defined]  # a uuid
        wrong += not path.exists() or path.stat().st_size != size
    if wrong:
        raise Broken(f"files: {wrong} of {len(rows)} missing or half written")
    return f"files: {len(rows)} kept, 0 missing, 0 half written"
