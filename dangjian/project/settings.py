"""Settings of the platform: read from the environment, safe by default."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from dangjian.project.topology import carried_modules, installed_apps

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = os.environ.get("DANGJIAN_ENV", "development")
DEMO_MODE = os.environ.get("DANGJIAN_DEMO", "") == "1"
DATA_DIR = Path(os.environ.get("DANGJIAN_DATA") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
DEBUG = False
TESTING = os.environ.get("DANGJIAN_TESTING", "") == "1"
CARRIED_MODULES = carried_modules(os.environ.get("DANGJIAN_MODULES", "all"))

if DEMO_MODE and ENVIRONMENT == "production":
    raise SystemExit("演示模式不能在生产环境启动：请去掉 DANGJIAN_DEMO，或不要设置 DANGJIAN_ENV=production。")


def _secret(name: str) -> str:
    """A secret of this installation, made on first start and kept in a file only its owner can read."""
    folder = DATA_DIR / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret("django-secret")

_own_hosts = "127.0.0.1,localhost,[::1]" if ENVIRONMENT == "production" else "*"
ALLOWED_HOSTS = [host for host in os.environ.get("DANGJIAN_HOSTS", _own_hosts).split(",") if host]
DATABASE_ROLE_PREFIX = os.environ.get("DANGJIAN_DB_ROLES", "dangjian")
"""Beginning of the names of the data base roles that `manage.py database_roles` makes."""
ROOT_URLCONF = "dangjian.project.urls"
WSGI_APPLICATION = "dangjian.project.wsgi.application"
APPEND_SLASH = False
PUBLIC_OPERATIONS = BASE_DIR / "dangjian" / "project" / "security" / "public_operations.txt"
"""Addresses that need nobody signed in, as people reviewed them; the process does not start when they differ."""
ROW_LEVEL_BY_TENANT = BASE_DIR / "dangjian" / "project" / "security" / "row_level.txt"
"""Tables of organisations that row-level security narrows to the tenant alone, as people reviewed them."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *installed_apps(),
]


_OWNERS_COMMANDS = {"migrate", "database_roles"}
OWNERS_WORK = len(sys.argv) > 1 and sys.argv[1] in _OWNERS_COMMANDS
"""Whether this process does what only the owner of the tables may do; it signs in by DANGJIAN_DB_OWNER where given."""
PEOPLE_WAIT = os.environ.get("DANGJIAN_PROCESS") == "web"
"""Whether people wait for what this process does; the entry of the web server says so."""
_longest = os.environ.get("DANGJIAN_STATEMENT_SECONDS", "5" if PEOPLE_WAIT else "30")
STATEMENT_SECONDS = 0 if OWNERS_WORK else int(_longest)
"""How long one statement may take (SEC-REL-03); migrations take as long as they need."""


def _limits() -> str:
    """What the server is told when a connection is made: no wait is without end."""
    limits = {
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": "10s" if OWNERS_WORK else "3s",
        # An import computes for long between two statements of one transaction.
        "idle_in_transaction_session_timeout": "30s" if PEOPLE_WAIT else "120s",
        # Random reads cost what they cost on solid state: else counts would read whole tables instead of an index.
        "random_page_cost": "1.1",
    }
    if OWNERS_WORK:
        limits["dj.migration"] = "on"  # else row-level security shows nothing to the owner either
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


def _database() -> dict[str, Any]:
    """Data base from DANGJIAN_DB (`postgresql://user:password@host:port/name`), else SQLite in the data directory."""
    url = os.environ.get("DANGJIAN_DB", "")
    if OWNERS_WORK:
        url = os.environ.get("DANGJIAN_DB_OWNER") or url
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "dangjian.sqlite3"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # IMMEDIATE: two deferred writers that upgrade together fail at once instead of waiting.
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=10000;"
                    "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
                    "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
                    # Copying the log into the data base costs many commits: done each 32 MB, pages that a burst
                    # changes again and again are copied once.
                    "PRAGMA wal_autocheckpoint=8000;"
                ),
            },
        }
    parts = urlparse(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(f"DANGJIAN_DB: 不支持的数据库类型 {parts.scheme!r}，请使用 postgresql://…")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "dangjian.kernel.rowlevel.backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        # A cursor of the server would read on under the reach of whatever statement came in between.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            # A server that answers nothing any more is given up like one that is away.
            "connect_timeout": 5,
            "tcp_user_timeout": 8000,
            **options,
            "options": _limits(),
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = False
USE_TZ = True

MIDDLEWARE = [
    "dangjian.kernel.http.middleware.RequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
"""The account middleware is added by the identity section below; the request middleware must stay first."""

STATIC_URL = "/static/"
WEB_DIST = BASE_DIR / "web" / "dist"
WHITENOISE_ROOT = str(WEB_DIST) if WEB_DIST.is_dir() else None
WHITENOISE_INDEX_FILE = True
WHITENOISE_MAX_AGE = 0
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"
"""Built files carry a hash in their name: a browser asks for each one once."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(exist_ok=True, mode=0o700)

CHECKPOINT_FOLDERS = [name for name in os.environ.get("DANGJIAN_CHECKPOINT_FOLDERS", "").split(os.pathsep) if name]
"""Folders outside this host (shares) that get a copy of every signed checkpoint of the audit trail."""
OUTGOING_DESTINATIONS = [e for e in os.environ.get("DANGJIAN_OUTGOING", "").replace(" ", "").split(",") if e]
"""Services inside that requests may go to although their addresses are not public: `host:port` or `network:port`,
with `http://` in front where only clear text is spoken (SEC-NET-02)."""
OUTGOING_CA = os.environ.get("DANGJIAN_OUTGOING_CA", "")
"""File with the certificate authorities of the enterprise, beside the public ones."""
KEY_PROVIDER = os.environ.get("DANGJIAN_KEY_PROVIDER", "file")
"""Who holds the key-encryption key: `file`, `credential` (systemd), `transit` (Vault, OpenBao) (SEC-CRY-02)."""
KEY_CREDENTIAL = os.environ.get("DANGJIAN_KEY_CREDENTIAL", "dangjian-master-key")
TRANSIT_URL = os.environ.get("DANGJIAN_TRANSIT_URL", "")
TRANSIT_KEY = os.environ.get("DANGJIAN_TRANSIT_KEY", "dangjian")
TRANSIT_MOUNT = os.environ.get("DANGJIAN_TRANSIT_MOUNT", "transit")
TRANSIT_TOKEN_FILE = os.environ.get("DANGJIAN_TRANSIT_TOKEN_FILE", str(DATA_DIR / "keys" / "transit-token"))
AUDIT_STOP_SECONDS = 0 if TESTING else 600
"""How long lines of the audit trail may wait for the seal before changing operations wait (SEC-AUD-07). Not to be set:
tests write lines without a sealer."""
SECURE_CONTENT_TYPE_NOSNIFF = True
VIRUS_SCANNER = os.environ.get("DANGJIAN_CLAMD", "")
"""Where clamd listens: `host:port`, or the path of its socket. Empty: files are checked by type and rewritten only."""
TRUSTED_PROXIES = [a for a in os.environ.get("DANGJIAN_TRUSTED_PROXIES", "").split(",") if a]
WEB_THREADS = int(os.environ.get("DANGJIAN_WEB_THREADS") or 0)
"""Threads that answer requests in this process, as `manage.py serve` says; 0 where no crowd waits for them."""
CALL_LIMITS = os.environ.get("DANGJIAN_CALL_LIMITS", "0" if ENVIRONMENT == "test" else "1") == "1"
"""Limits on calls by person, address and costly operation; off in tests, whose machines call thousands of times."""
CHECK_RESPONSES = TESTING
"""Validate every answer against its schema; on in tests, off where speed counts."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dangjian.kernel.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DANGJIAN_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "dangjian": {"level": os.environ.get("DANGJIAN_LOG_LEVEL", "INFO")},
    },
}

# --- identity -------------------------------------------------------------------------------------------------------
INSTALLED_APPS += ["allauth", "allauth.account", "allauth.mfa"]
AUTH_USER_MODEL = "identity_accounts.Account"
AUTHENTICATION_BACKENDS: list[str] = []
"""Empty on purpose: `django.contrib.auth.authenticate()` would go around lock-out and audit."""
PASSWORD_HASHERS = ["dangjian.identity.accounts.hashers.PepperedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "dangjian.identity.accounts.validators.PolicyValidator"}]
PASSWORD_VALID_DAYS = int(os.environ.get("DANGJIAN_PASSWORD_DAYS", "90"))
"""Days until a password must be changed; 0 for never."""
SESSION_ENGINE = "dangjian.identity.accounts.sessions"
SECURE_COOKIES = ENVIRONMENT == "production"
"""In production cookies carry the prefix __Host- and travel over TLS only."""
ALLOWED_ORIGINS = [o for o in os.environ.get("DANGJIAN_ORIGINS", "").split(",") if o]
"""Further origins (scheme://host) whose pages may call the API, beside the one that serves them."""
PUBLIC_URL = os.environ.get("DANGJIAN_URL", "")
"""Address under which people reach the system, for links that are printed or sent."""
MIDDLEWARE += [
    "dangjian.identity.accounts.middleware.IdentityMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ACCOUNT_ADAPTER = "dangjian.identity.accounts.allauth_adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_key"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SIGN_ON_ADDRESSES: dict[str, str] = {}
"""Fixed addresses of chat platforms by name; the product knows the real ones, tests put their own in their place."""
MESSAGE_ADDRESSES: dict[str, str] = {}
"""Fixed addresses of message platforms by name, likewise."""
MFA_ADAPTER = "dangjian.identity.accounts.allauth_adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "智慧党建"
MFA_TOTP_TOLERANCE = 1
"""One step of 30 seconds either way: phones of older people are rarely exact."""
