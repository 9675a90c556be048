"""Django's settings. What differs between installations comes from `nitka.kit.config`."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from nitka.kit import config

PACKAGE = Path(__file__).resolve().parent
_installation = config.load()

SECRET_KEY = _installation.secret_key
DEBUG = os.environ.get("NITKA_DEBUG") == "1"
ALLOWED_HOSTS = ["*"]  # one tenant's pages live under any name its proxy has; links are made from PUBLIC_URL
PUBLIC_URL = os.environ.get("NITKA_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "nitka.kit",
    "nitka.ui",
    "nitka.realtime",
    "nitka.accounts",
    "nitka.health",
    "nitka.notices",
    "nitka.inbound",
    "nitka.customers",
    "nitka.moments",
    "nitka.channels",
    "nitka.channels.chat",
    "nitka.channels.email",
    "nitka.conversations",
    "nitka.feedback",
    "nitka.imports",
    "nitka.moving",
    "nitka.segments",
    "nitka.rights",
    "nitka.insight",
    "nitka.webhooks",
    "nitka.sending",
    "nitka.api",
    "nitka.demo",
    "nitka.wiring.WiringConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "nitka.kit.requests.request_middleware",
    "django.middleware.security.SecurityMiddleware",
    "nitka.ui.middleware.csp_middleware",
    "nitka.accounts.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nitka.ui.middleware.preferences_middleware",
    "allauth.account.middleware.AccountMiddleware",
    "nitka.accounts.middleware.workspace_middleware",
    "nitka.kit.db.deadlocks.Deadlocks",
]

ROOT_URLCONF = "nitka.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("nitka.ui.templating.Loader", ["django.template.loaders.app_directories.Loader"])],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "nitka.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nitka.ui.context.page",
            ],
        },
    }
]

DATABASES = {"default": config.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["nitka.accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "nitka.accounts.passwords.LongEnough"},
    {"NAME": "nitka.accounts.passwords.NotObvious"},
    {"NAME": "nitka.accounts.breached.NotBreached"},
    {"NAME": "nitka.accounts.common.NotCommon"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
CSRF_FAILURE_VIEW = "nitka.ui.views.csrf_failure"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "nitka.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "nitka.accounts.oidc.adapter.OidcAdapter"
MFA_ADAPTER = "nitka.accounts.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # members come by invitation, their address was the way
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https")
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https")
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_HTTPONLY = True  # scripts read the token from the page
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
# A browser takes such a name only over TLS, from this very host and for all of it: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SESSION_ENGINE = "nitka.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * int(os.environ.get("NITKA_SESSION_DAYS", "30"))  # then one signs in again
SESSION_IDLE_AGE = 60 * 60 * 24 * int(os.environ.get("NITKA_SESSION_IDLE_DAYS", "14"))  # of nobody's work in it
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Letters to members (a forgotten password): smtp://user:password@host:587?tls=1; in the demo, its own relay.
_mail = urlsplit(os.environ.get("NITKA_MAIL_URL", f"smtp://127.0.0.1:{os.environ.get('NITKA_RELAY_PORT', '25')}"))
EMAIL_HOST = _mail.hostname or "127.0.0.1"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = "tls=1" in _mail.query
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 10
# What a channel may name wherever it stands: that relay, and the demo's.
MAIL_DOORS = {(EMAIL_HOST, EMAIL_PORT), ("127.0.0.1", int(os.environ.get("NITKA_RELAY_PORT", EMAIL_PORT)))}
# Networks of the company's own where a server that an owner names may stand (a sign-in provider, a program
# that a company moves in from, the mail server of a channel): 10.0.0.0/8,fd00::/8.
INSIDE_NETWORKS = config.networks(os.environ.get("NITKA_INSIDE_NETWORKS", ""))
# Letters of channels that have no relay of their own go out by it, too, where it was named.
MAIL_RELAY = (
    {
        "host": EMAIL_HOST,
        "port": EMAIL_PORT,
        "security": "tls" if EMAIL_USE_SSL else "starttls" if EMAIL_USE_TLS else "none",
        "user": EMAIL_HOST_USER,
    }
    if "NITKA_MAIL_URL" in os.environ
    else None
)
MAIL_RELAY_PASSWORD = EMAIL_HOST_PASSWORD if MAIL_RELAY else ""
# Who may read `/metrics` from outside of this machine and of these networks
METRICS_TOKEN = os.environ.get("NITKA_METRICS_TOKEN", "")
DEFAULT_FROM_EMAIL = os.environ.get("NITKA_MAIL_FROM", "nitka@localhost")

# Tests push to services of their own on this machine, and send webhooks there, without TLS.
WEBHOOKS_INSIDE = os.environ.get("NITKA_WEBHOOKS_INSIDE") == "1"
PUSH_INSIDE = os.environ.get("NITKA_PUSH_INSIDE") == "1"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [str(path) for path in sorted(PACKAGE.glob("*/locale"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = str(PACKAGE / "_static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nitka.kit.asgi.static.VersionedStorage"},
}
STREAM_URL = os.environ.get("NITKA_STREAM_URL", "")
_stream = urlsplit(STREAM_URL)
STREAM_ORIGIN = f"{_stream.scheme}://{_stream.netloc}" if STREAM_URL else ""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LOGGING_CONFIG = None  # nitka.kit.logs sets logging up for every process
CACHES = {
    "default": {  # counts of sign-ins lie there: by itself it keeps 300, which anybody fills with addresses made up
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
