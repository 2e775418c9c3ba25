"""Settings, all from the environment (see .env.example). A wrong value stops the start and names itself.

Values are looked up in this order: the process environment, `.env`, then the two files that the local
supervisor writes for its own servers (`.data/services.env`, `.data/secrets.env`).
"""

import sys
from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from helpdesk.addresses import database, email, local_database_url, local_redis_url, redis_url, site_url
from helpdesk.configuration import (
    bool_value,
    int_value,
    key_list,
    language,
    list_value,
    log_level,
    secret_key,
    time_zone,
)
from helpdesk.local.environment import load

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = load(BASE_DIR)
env = environ.Env()

# -- What kind of installation ------------------------------------------------
DEBUG = bool_value(env, "DEBUG", default=False)
DEMO = bool_value(env, "DEMO", default=False)
DEMO_LOADERS = [  # run by load_demo after the tickets, in this order
    "knowledge.demo.load.load",
    "helpdesk.demophone.load.load",
    "helpdesk.administration.demo.load",
    "reports.demo.load",
]
SECRET_KEY = secret_key(env, debug=DEBUG)
FIELD_ENCRYPTION_KEYS = key_list(env, "FIELD_ENCRYPTION_KEYS", debug=DEBUG)
SITE_URL, SITE_HOST = site_url(env, "SITE_URL", default="http://127.0.0.1:8000")
HTTPS = SITE_URL.startswith("https://")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]  # health checks on the machine itself; links are made of SITE_URL
ALLOWED_HOSTS = [*list_value(env, "ALLOWED_HOSTS", default=[SITE_HOST]), *LOOPBACK]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.forms",
    "django_htmx",
    "template_partials",
    "anymail",
    "helpdesk.accounts",
    "helpdesk.ui",
    "helpdesk.mailcatcher",
    "helpdesk.demophone",
    "tickets",
    "channels_inbound",
    "knowledge",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helpdesk.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "helpdesk.setup.middleware.FirstRunMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpdesk.middleware.person_preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
WSGI_APPLICATION = "helpdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.ui.context.ui",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "helpdesk.ui.templatetags.texts",  # after Django's, whose {% translate %} it makes quicker
                "helpdesk.ui.templatetags.ui",
                "template_partials.templatetags.partials",
            ],
        },
    },
]

# -- Database, broker ---------------------------------------------------------
DATABASES: dict[str, Any] = {"default": database(env, "DATABASE_URL", default=local_database_url(DATA_DIR))}
if bool_value(env, "DATABASE_PREPARE", default=True):
    # Never after so many times: only what helpdesk/lib/prepared.py asks for, since texts of Django rarely come again.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = sys.maxsize
if bool_value(env, "DATABASE_POOL", default=True):
    # Per process: web workers x size + task processes must stay below the server's max_connections. A page waits
    # `timeout` seconds at most for a database that is away, and the pool asks again with the next page.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": int_value(env, "DATABASE_POOL_SIZE", default=10, minimum=1),
        "timeout": 3,
        "reconnect_timeout": 2,
        "max_idle": 120,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = redis_url(env, "REDIS_URL", default=local_redis_url(DATA_DIR))

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # above the hard time limit, or tasks run for ever
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,  # above the one second that a worker waits for the next task
    "socket_connect_timeout": 1,
    "max_retries": 1,  # a page that publishes while the broker is away must not wait for it
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # rows are the record; the sweepers find what could not be announced
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# -- People -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "tickets:queue"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# -- Language and time --------------------------------------------------------
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LANGUAGE_CODE = language(env, "LANGUAGE_CODE", allowed=["es", "en"])
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = time_zone(env, "TIME_ZONE", default="America/Lima")
USE_TZ = True
FORMAT_MODULE_PATH = ["helpdesk.formats"]

# -- Mail ---------------------------------------------------------------------
# In the demo nothing leaves the machine: what goes out is caught and shown at /demo/mail/.
vars().update(email(env, "EMAIL_URL", default="smtp://127.0.0.1:25"))
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "helpdesk.mailcatcher.backend.CatcherBackend"
elif env.str("ANYMAIL_BACKEND", default=""):
    EMAIL_BACKEND = env.str("ANYMAIL_BACKEND")
EMAIL_TIMEOUT = 20
MAIL_NULL_SENDER = bool_value(env, "MAIL_NULL_SENDER", default=True)  # automatic mail leaves by SMTP as MAIL FROM:<>
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): env.str(name)
    for name in env.ENVIRON
    if name.startswith("ANYMAIL_") and name != "ANYMAIL_BACKEND"
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or "Mesa de ayuda <ayuda@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- Files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "helpdesk.ui.bundles.BundleFinder",
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or DATA_DIR / "media")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helpdesk.staticfiles.HashedStaticFilesStorage"},
}
if env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
        },
    }
MAX_UPLOAD_BYTES = int_value(env, "MAX_UPLOAD_BYTES", default=20 * 1024 * 1024, minimum=1024)
MAX_UPLOAD_FILES = int_value(env, "MAX_UPLOAD_FILES", default=10, minimum=1)
MAX_MAIL_BYTES = int_value(env, "MAX_MAIL_BYTES", default=40 * 1024 * 1024, minimum=64 * 1024)
MAX_MEDIA_BYTES = int_value(env, "MAX_MEDIA_BYTES", default=40 * 1024 * 1024, minimum=64 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * MAX_UPLOAD_FILES  # up to here a form names the fault, above it is a 400
FILE_UPLOAD_HANDLERS = [
    "helpdesk.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# -- Security -----------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, without the proxy
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
TRUST_PROXY = bool_value(env, "TRUST_PROXY", default=False)  # a proxy of ours sets X-Forwarded-For and -Proto
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "helpdesk.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # for templates/django/forms/

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secret_paths": {"()": "helpdesk.lib.secret_paths.SecretPaths"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secret_paths"]}},
    "root": {"handlers": ["stderr"], "level": log_level(env, "LOG_LEVEL", default="INFO")},
    # A line for each sweep that found nothing would bury the lines that matter.
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # its lines would hold whole addresses: Telegram's hold the bot's token
        "httpcore": {"level": "WARNING"},
    },
}

if env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(dsn=env.str("SENTRY_DSN"), send_default_pii=False)
SILENCED_SYSTEM_CHECKS = [
    "auth.E003",  # the address is unique by Lower("email"), a constraint that the check overlooks
    "security.W002",  # helpdesk.middleware.security_headers sends X-Frame-Options
]
