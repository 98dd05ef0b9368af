"""All settings, read from the environment in the first block. Each variable is documented once, in docs/operations.md."""

import sys
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import env

ROOT = Path(__file__).resolve().parent.parent

# ── Environment ──────────────────────────────────────────────────────────────────────────────────
DEBUG = env.flag("DEBUG")
DEMO_MODE = env.flag("DEMO_MODE")
DEMO_PUBLIC = env.flag("DEMO_PUBLIC")
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / "var"))).resolve()
TESTING = "pytest" in sys.modules
SECRET_KEY = env.text("SECRET_KEY", "local-only-key-that-production-refuses-to-start-with")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
FORMER_BASE_URLS = env.addresses("FORMER_BASE_URLS")
# Instances of a private network that may be harvested nonetheless: addresses typed on a page lead to public sites alone.
FEDERATION_ORIGINS = env.addresses("FEDERATION_ORIGINS")
DATABASE_URL = env.text("DATABASE_URL")
# Threads of a page server share them (config/gate.py); commands and workers, which have one thread, keep one each.
DATABASE_POOL_SIZE = env.number("DATABASE_POOL_SIZE", 10) if env.SERVES["pages"] else 0
MAIL_URL = env.text("MAIL_URL")
FILES_URL = env.text("FILES_URL")
CLAMAV_SOCKET = env.socket_address("CLAMAV_SOCKET")
# Tests ask nobody but the server that they start.
# Pages are counted, never who reads them; a test that counts says so.
COUNT_USE = not TESTING
REGISTRY_URL = env.text("REGISTRY_URL", "" if TESTING else "demo:" if DEMO_MODE else "https://recherche-entreprises.api.gouv.fr").rstrip(
    "/"
)
BRAND_SKIN = env.text("BRAND_SKIN", "neutre")
# Closeness of answers: by their words, or "encoder" (requirements-closeness.txt).
CLOSENESS = env.text("CLOSENESS")
BRAND_STATE_MARK = env.text("BRAND_STATE_MARK").replace("\\n", "\n").strip()
PROGRAMME_NAME = env.text("PROGRAMME_NAME", "French Impact")
# What identifiers of grants begin with in the 360Giving file: the prefix that 360Giving gave to whoever publishes it.
GRANTS_PREFIX = env.text("GRANTS_PREFIX", "360G-frenchimpact")
PROGRAMME_CONTACT = env.text("PROGRAMME_CONTACT", "contact@frenchimpact.example")
SECURITY_CONTACT = env.text("SECURITY_CONTACT", f"mailto:{PROGRAMME_CONTACT}")
MAIL_FROM = env.text("MAIL_FROM", f"{PROGRAMME_NAME} <ne-pas-repondre@frenchimpact.example>")
REPLY_ADDRESS = env.mail_address("REPLY_ADDRESS", "@reponse.frenchimpact.example" if DEMO_MODE else "")
# The address that people write to about barriers, when it is not « freins » at the reply domain.
MAILBOX_ADDRESSES = {"freins": env.mail_address("DESK_ADDRESS", "")}
# What receipts of the desk of barriers say of it, besides its name and its mail address.
DESK_POSTAL_ADDRESS = env.text("DESK_POSTAL_ADDRESS", "20 rue d’Exemple, 75007 Paris" if DEMO_MODE else "")
DESK_PHONE = env.text("DESK_PHONE", "01 99 00 12 34" if DEMO_MODE else "")
SMTP_LISTEN = env.listen_address("SMTP_LISTEN")
LMTP_LISTEN = env.listen_address("LMTP_LISTEN")
IMAP_URL = env.mailbox("IMAP_URL")
MAIL_AUTHSERV = env.text("MAIL_AUTHSERV")
OPERATOR_NAME = env.text("OPERATOR_NAME", "Association d’exemple")
OPERATOR_LEGAL_STATUS = env.text("OPERATOR_LEGAL_STATUS", "association")
STRONG_SIGN_IN_ROLES = env.words("STRONG_SIGN_IN_ROLES", "" if DEMO_MODE or "pytest" in sys.modules else "operator,admin,juror,hacker")
STEP_UP_MINUTES = env.number("STEP_UP_MINUTES", 15)
# For how long an administrator may look through somebody's eyes.
LOOK_MINUTES = env.number("LOOK_MINUTES", 30)
# How long a migration waits for its table before it gives way to the pages, and how often it insists.
MIGRATE_LOCK_SECONDS = env.number("MIGRATE_LOCK_SECONDS", 2)
MIGRATE_TRIES = env.number("MIGRATE_TRIES", 60)
PROCONNECT_URL = env.text("PROCONNECT_URL").rstrip("/")
PROCONNECT_CLIENT_ID = env.text("PROCONNECT_CLIENT_ID")
PROCONNECT_CLIENT_SECRET = env.text("PROCONNECT_CLIENT_SECRET")
PROCONNECT_ALGORITHM = env.choice("PROCONNECT_ALGORITHM", "RS256", ("RS256", "ES256", "HS256"))
PROCONNECT_SCOPES = env.words("PROCONNECT_SCOPES", "openid,given_name,usual_name,email,siret,uid,idp_id")
PROCONNECT_ACR = env.words("PROCONNECT_ACR")
PROCONNECT_TRUST_MFA = env.flag("PROCONNECT_TRUST_MFA", True)
PROCONNECT_PKCE = env.flag("PROCONNECT_PKCE")
METRICS_TOKEN = env.text("METRICS_TOKEN")
LABEL_KEYS_DIR = Path(env.text("LABEL_KEYS_DIR", str(DATA_DIR / "keys"))).resolve()
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", "line", ("line", "json"))
READ_ONLY = env.flag("READ_ONLY")

# ── Rooms ────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "frenchimpact.core",
    "frenchimpact.mail",
    "frenchimpact.accounts",
    "frenchimpact.geo",
    "frenchimpact.vocabularies",
    "frenchimpact.design",
    "frenchimpact.journal",
    "frenchimpact.notifications",
    "frenchimpact.files",
    "frenchimpact.inbound",
    "frenchimpact.organisations",
    "frenchimpact.conversations",
    "frenchimpact.methods",
    "frenchimpact.projects",
    "frenchimpact.calls",
    "frenchimpact.reviews",
    "frenchimpact.labels",
    "frenchimpact.territories",
    "frenchimpact.aids",
    "frenchimpact.commitments",
    "frenchimpact.financing",
    "frenchimpact.impact",
    "frenchimpact.barriers",
    "frenchimpact.offers",
    "frenchimpact.events",
    "frenchimpact.support",
    "frenchimpact.resources",
    "frenchimpact.solutions",
    "frenchimpact.mesh",
    "frenchimpact.observatory",
    "frenchimpact.machines",
    "frenchimpact.federation",
    "frenchimpact.privacy",
    "frenchimpact.desk",
    "frenchimpact.atlas",
    "frenchimpact.opendata",
    "frenchimpact.content",
    "frenchimpact.minisites",
    "frenchimpact.demo",
]

MIDDLEWARE = [
    "frenchimpact.core.middleware.FollowRequests",
    "django.middleware.security.SecurityMiddleware",
    *(["frenchimpact.core.middleware.HostCookies"] if BASE_URL.startswith("https://") else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "frenchimpact.observatory.middleware.CountUse",
    "frenchimpact.opendata.middleware.OpenApi",
    "frenchimpact.demo.middleware.LiveAhead",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "frenchimpact.core.middleware.RefuseDamagedInput",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "frenchimpact.accounts.middleware.KeepPrivate",
    "frenchimpact.accounts.middleware.WatchSessions",
    "frenchimpact.desk.looks.LookThrough",
    "frenchimpact.organisations.middleware.WearHat",
    "frenchimpact.organisations.middleware.FollowMerges",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "frenchimpact.core.middleware.KeepReadOnly",
    "frenchimpact.core.middleware.ExplainRefusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["frenchimpact.accounts.backends.PersonBackend"]
LOGIN_URL = "accounts:sign_in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The address is unique whatever its case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

TEMPLATES = [
    {
        "BACKEND": "frenchimpact.core.pages.Pages",
        "APP_DIRS": True,
        "OPTIONS": {},
    },
    # Only for templates of libraries (API documentation).
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

# ── Data ─────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.database(DATABASE_URL, DATA_DIR)}
if TESTING:
    # What a test writes is gone after it: nothing waits for the disk.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c synchronous_commit=off")  # type: ignore[attr-defined]  # a plain dict
if DATABASE_POOL_SIZE:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE}  # type: ignore[index]  # a plain dict
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": {"BACKEND": "frenchimpact.core.kept_cache.ReadableCache", "LOCATION": "core_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TASKS = {"default": {"BACKEND": "frenchimpact.core.queue.ProcrastinateBackend"}}
PROCRASTINATE_IMPORT_PATHS = ["frenchimpact.core.queue"]
MAILERS = {"default": env.mailer(MAIL_URL)}
DEFAULT_FROM_EMAIL = MAIL_FROM
MEDIA_ROOT = DATA_DIR / "files"

# ── Language and time ────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# ── Static files ─────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "frenchimpact.design.stylesheet.StylesheetFinder",
]
# Where production gathers them; while developing and testing they are served as they are.
STATIC_STORAGE = "frenchimpact.design.static_files.StaticFiles"
STORAGES = {
    "default": env.file_storage(FILES_URL, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG or TESTING else STATIC_STORAGE},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = DEBUG or TESTING

# ── Security ─────────────────────────────────────────────────────────────────────────────────────
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF, *env.origin(PROCONNECT_URL)],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TRUST_PROXY") else None
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
CSRF_FAILURE_VIEW = "frenchimpact.design.incidents.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = [
    "frenchimpact.files.limits.TotalLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "frenchimpact.core.logs.Line"}, "json": {"()": "frenchimpact.core.logs.Json"}},
    "filters": {"routes": {"()": "frenchimpact.core.logs.KeepRoutes"}, "strangers": {"()": "frenchimpact.core.logs.BriefStrangers"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["routes"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would write the same again, in a form of theirs.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"filters": ["strangers"]},
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        # One line a request is for what collects logs.
        "frenchimpact.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
