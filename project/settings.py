"""Settings read from the environment (12-factor); the defaults run a demo on one machine.

DATABASE_URL, REDIS_URL   real servers instead of the embedded PostgreSQL and no Redis
SECRET_KEY                required unless VOX_DEMO=1
ALLOWED_HOSTS             comma-separated host names
VOX_DEMO                  1: one-click sign-in, mailbox page, debug-friendly defaults
VOX_VAR                   folder for the embedded database and other run-time files
NAMES_MODEL               a spaCy model that reads names of persons in the worker (requirements-names.txt)
EMAIL_URL                 smtp://user:password@host:port; the demo writes mail to files
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from project import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VOX_VAR", BASE_DIR / "var"))
DEMO = os.environ.get("VOX_DEMO") == "1"
DEBUG = False

SECRET_KEY = os.environ.get("SECRET_KEY", "demo-only-not-a-secret" if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is missing (or set VOX_DEMO=1 to try the demo).")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],.localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "daphne",
    "project",
    "insights",
    "workflow",
    "stories",
    "directory",
    "live",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "widget_tweaks",
    "dsfr",
    "allauth",
    "allauth.account",
    "django_tasks_db",
]

MIDDLEWARE = [
    "project.middleware.release_connections",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "project.middleware.answers_to_come_back_to",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "project.middleware.clear_errors",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "project.context.site",
            ],
        },
    }
]

AUTH_USER_MODEL = "directory.User"
AUTHENTICATION_BACKENDS = ["directory.backends.AccountBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "stories:home"
ACCOUNT_ADAPTER = "directory.adapter.AccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "directory.forms.CodeToAddressForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "stories:home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Voxusagers : "
# Generous per address: a whole prefecture sits behind one proxy; strict per account.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "300/m/ip,6/10m/key",
    "login": "600/m/ip",
    "login_failed": "100/m/ip,10/5m/key",
}


def database_from(url: str) -> dict[str, object]:
    """Django's connection settings for a postgres:// URL; query parameters become libpq options."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:secret@host/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
_server: dict[str, Any] = database_from(DATABASE_URL) if DATABASE_URL else {**embedded.connection_settings()}
# One pool per process; a size above the number of threads that may hold a connection.
_pool = {"min_size": 2, "max_size": int(os.environ.get("DATABASE_POOL", "12")), "timeout": 5}
DATABASES = {
    "default": {
        **_server,
        "OPTIONS": {**_server.get("OPTIONS", {}), "pool": _pool},
        "CONN_MAX_AGE": 0,
        "TEST": {"NAME": os.environ.get("VOX_TEST_DB") or None},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS = (
    {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": os.environ.get("REDIS_PREFIX", "vox")},
        }
    }
    if REDIS_URL
    else {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": os.environ.get("REDIS_PREFIX", "vox"),
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Drawings are looked up many at a time for each page: they stay in the process.
    "drawings": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "drawings",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# An aid to moderators beside the rules; "" reads none: fr_core_news_md is the one we measure.
NAMES_MODEL = os.environ.get("NAMES_MODEL", "")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Voxusagers <ne-pas-repondre@voxusagers.example>")
MAIL_FOLDER = VAR / "mail"
if EMAIL_URL := os.environ.get("EMAIL_URL", ""):
    _mail = urlsplit(EMAIL_URL)
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": _mail.hostname or "localhost",
                "port": _mail.port or 25,
                "username": unquote(_mail.username or ""),
                "password": unquote(_mail.password or ""),
                "use_tls": _mail.scheme == "smtps",
                "timeout": 20,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(MAIL_FOLDER)},
        }
    }
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000")

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "project.dsfr.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = DEMO
WHITENOISE_MAX_AGE = 60 if DEMO else 31_536_000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_PROXY_SSL_HEADER = None if DEMO else ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "project.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Who a socket's user is to the declaring apps: (user ids) -> {user id: viewer}; and the public's.
LIVE_VIEWERS = "directory.rights.viewers"
LIVE_PUBLIC_VIEWER = "directory.rights.PUBLIC"

# Domain settings: seconds.
CLAIM_SECONDS = int(os.environ.get("CLAIM_SECONDS", "150"))
CLAIM_IDLE_SECONDS = 30 * 60
CLAIMS_PER_PERSON = 3
# How long a publication or a refusal can be taken back, unseen outside the desks.
UNDO_SECONDS = int(os.environ.get("UNDO_SECONDS", "10"))
# Which share of decisions a second moderator reads, blind (DOMAIN.md: calibration).
CALIBRATION_SHARE = float(os.environ.get("CALIBRATION_SHARE", "0.02"))
LIVE_POLL_SECONDS = float(os.environ.get("LIVE_POLL_SECONDS", "2"))
LIVE_BEAT_SECONDS = float(os.environ.get("LIVE_BEAT_SECONDS", "5"))
LIVE_KEEP_SECONDS = 3600
LIVE_RIGHTS_SECONDS = float(os.environ.get("LIVE_RIGHTS_SECONDS", "60"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    # While Redis is away it logs a traceback every second; live/ says so once (live/relay.py).
    "loggers": {"channels_redis": {"level": "CRITICAL"}},
}
