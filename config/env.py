"""Reading settings from the environment: one way, with errors that say what to write."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "oui", "on"}
FALSE = {"0", "false", "no", "non", "off", ""}


# Set by config/wsgi.py, in the processes that serve pages and nowhere else.
SERVES = {"pages": False}


def text(name: str, default: str = "") -> str:
    """The variable as typed, or the default when unset."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: write 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number, such as {default}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without empty items."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def addresses(name: str) -> list[str]:
    """Whole addresses of sites, separated by commas. Raises ImproperlyConfigured on anything else."""
    found = [word.rstrip("/") for word in words(name)]
    for one in found:
        parts = urlsplit(one)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise ImproperlyConfigured(f"{name}={one!r}: write whole addresses without path, such as https://ancien.exemple.fr.")
    return found


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One word of a short list. Raises ImproperlyConfigured on anything else."""
    value = text(name, default).strip() or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(allowed)}.")
    return value


def origin(url: str) -> list[str]:
    """Scheme and host of an address, for a policy of content; nothing when it is empty."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if url else []


def database(url: str, data_dir: Path) -> dict[str, object]:
    """Django's database entry for DATABASE_URL; the embedded PostgreSQL when it is empty.

    Raises ImproperlyConfigured when the address is not a PostgreSQL one.
    """
    if not url:
        return {
            "ENGINE": "config.postgres",
            "HOST": "embedded",
            "NAME": "frenchimpact",
            "PGDATA": str(data_dir / "postgres"),
            "OPTIONS": {"prepare_threshold": 2},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name. PostgreSQL 15 or later is the only database."
        )
    options: dict[str, object] = dict(parse_qsl(parts.query))
    # Ours, not libpq's: how often a statement of core.prepared comes before it is prepared.
    options["prepare_threshold"] = None if options.pop("prepare", "1") in FALSE else 2
    return {
        "ENGINE": "config.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def mailer(url: str) -> dict[str, object]:
    """Django's mailer entry for MAIL_URL: smtp://user:password@host:587, smtps://host:465; kept on the instance when empty."""
    if not url:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("MAIL_URL must look like smtp://user:password@host:587, smtp+tls://… or smtps://…")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }


def file_storage(url: str, folder: Path) -> dict[str, object]:
    """Django's storage entry for FILES_URL: s3://key:secret@host[:port]/bucket?region=…; a folder of the instance when empty.

    Addresses are https unless `?tls=0`. Raises ImproperlyConfigured on anything else.
    """
    if not url:
        options: dict[str, object] = {"location": str(folder), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not parts.hostname or not bucket or "/" in bucket or not parts.username or not parts.password:
        raise ImproperlyConfigured("FILES_URL must look like s3://key:secret@host/bucket?region=fr-par. Empty keeps files on disk.")
    query = dict(parse_qsl(parts.query))
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "bucket_name": bucket,
            "endpoint_url": f"{'http' if query.get('tls') == '0' else 'https'}://{parts.hostname}{port}",
            "region_name": query.get("region", "us-east-1"),
            "addressing_style": query.get("addressing", "path"),
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": 2 * 1024 * 1024,
        },
    }


def socket_address(name: str) -> str:
    """A daemon's socket, unix:/path or tcp://host:port; empty when unset. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "").strip()
    parts = urlsplit(raw)
    try:
        is_right = parts.path.startswith("/") and parts.path != "/" if parts.scheme == "unix" else bool(parts.hostname and parts.port)
    except ValueError:
        is_right = False
    if raw and not (is_right and parts.scheme in {"unix", "tcp"}):
        raise ImproperlyConfigured(f"{name}={raw!r}: write unix:/path/to/socket or tcp://host:3310.")
    return raw


def listen_address(name: str) -> str:
    """Where a server of ours listens: host:port or unix:/path; empty when unset. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "").strip()
    host, _colon, port = raw.rpartition(":")
    is_path = raw.startswith("unix:/") and len(raw) > len("unix:/")
    if raw and not is_path and not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(f"{name}={raw!r}: write host:port, such as 127.0.0.1:2525, or unix:/path/to/socket.")
    return raw


def mail_address(name: str, default: str = "") -> str:
    """A mailbox (reponse@exemple.fr) or a whole domain (@reponse.exemple.fr). Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, default).strip().lower()
    mailbox, at, domain = raw.rpartition("@")
    # A mailbox leaves room for « + » and the token within the 64 signs of RFC 5321.
    if raw and not (at and "." in domain and " " not in raw and "@" not in mailbox and len(mailbox) <= 20):
        raise ImproperlyConfigured(f"{name}={raw!r}: write a mailbox, reponse@exemple.fr, or a whole domain, @reponse.exemple.fr.")
    return raw


def mailbox(name: str) -> str:
    """imaps://user:password@host/folder, or imap:// without encryption; empty when unset. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "").strip()
    parts = urlsplit(raw)
    if raw and not (parts.scheme in {"imap", "imaps"} and parts.hostname and parts.username and parts.password):
        raise ImproperlyConfigured(f"{name} must look like imaps://user:password@host/INBOX")
    return raw
