"""Django's settings, driven by :mod:`nexus.env`; nothing here reads the environment itself."""

import os
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from nexus.env import ROOT, read_env

NEXUS = read_env(os.environ)
BASE_DIR = ROOT

SECRET_KEY = NEXUS.secret_key
DEBUG = False
# Company hosts are rows in the database: the tenancy middleware is what refuses an unknown host.
ALLOWED_HOSTS = ["*"]

SHARED_ONLY = [
    # Before django_tenants, whose own admin templates carry inline styles that our policy forbids.
    "django.contrib.admin",
    "django_tenants",
    "nexus.tenants",
    "nexus.outbox",
    "nexus.crypto",
    "nexus.privacy",
]
BOTH = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "nexus.accounts",
    "nexus.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
TENANT_ONLY = ["nexus.api", "nexus.webhooks", "crm", "crm.bookings", "conversations", "gdpr"]
WITHOUT_MODELS = [
    "nexus.portal",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]
SHARED_APPS = [*SHARED_ONLY, *BOTH, *WITHOUT_MODELS]
TENANT_APPS = [*BOTH, *TENANT_ONLY]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_ONLY]

TENANT_MODEL = "tenants.Company"
TENANT_DOMAIN_MODEL = "tenants.Domain"
# Extensions live apart from every company's data, on every search path.
PG_EXTRA_SEARCH_PATHS = ["extensions"]
# The package would connect to the database at every start, also where there is none yet.
SKIP_PG_EXTRA_VALIDATION = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

DATABASES = {
    "default": {
        **dj_database_url.parse(NEXUS.database_url or "postgresql://nexus@localhost/nexus"),
        "ENGINE": "django_tenants.postgresql_backend",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            # A half-open connection must not hold a request or a lease for minutes.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 15000,
            "options": "-c statement_timeout=30000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=60000",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "nexus.cache.SteadyRedisCache",
        "LOCATION": NEXUS.redis_url or "redis://localhost/0",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
# The platform's own entries in the same cache, wherever they are looked at from.
CACHES["platform"] = {**CACHES["default"], "KEY_FUNCTION": "nexus.cache.platform_key"}

ROOT_URLCONF = "nexus.urls"
PUBLIC_SCHEMA_URLCONF = "nexus.urls_public"
WSGI_APPLICATION = "nexus.wsgi.application"

MIDDLEWARE = [
    "nexus.tenants.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "nexus.tenants.middleware.HooksMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "nexus.tenants.middleware.CompanyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

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
                "nexus.portal.context.portal",
            ]
        },
    }
]

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "nexus.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A login is recent for so many seconds: second factors, retention and erasures need one that is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
# A stranger's address typed into "forgot password" gets no mail from us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "nexus.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Nomar Nexus"
# Accounts are made by owners and ops, so nobody can take an address that is not theirs; without this
# allauth refuses a second factor to everybody whose address it has not verified itself.
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NEXUS.is_production
SESSION_COOKIE_NAME = "__Host-session" if NEXUS.is_production else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if NEXUS.is_production else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "nexus.portal.errors.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = NEXUS.is_production

# --- Keys ---------------------------------------------------------------------------------------

FIELD_ENCRYPTION_KEY = NEXUS.field_encryption_keys

# --- Wire ---------------------------------------------------------------------------------------

_live = urlsplit(NEXUS.live_url)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([f"{_live.scheme}://{_live.netloc}"] if NEXUS.live_url else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63072000 if NEXUS.is_production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = NEXUS.is_production
SECURE_SSL_REDIRECT = NEXUS.is_production
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
if NEXUS.trusted_proxies:
    # Only our own middleware sets this, and only for requests that come from a trusted proxy.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_NEXUS_SCHEME", "https")
# Twilio posts up to 5,000 parameters; the hook itself refuses bodies above 1 MiB before parsing.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
APPEND_SLASH = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Collected with a packed form beside each file, which goes to browsers that take it.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# In production the files are collected at deployment; elsewhere the finders serve them.
STATIC_ROOT = NEXUS.home / "static" if NEXUS.is_production else None
WHITENOISE_USE_FINDERS = not NEXUS.is_production
# Each test client makes the middleware anew, and would look through all static files each time.
WHITENOISE_AUTOREFRESH = NEXUS.environment == "test"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "nexus" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

if NEXUS.email_url:
    globals().update(
        {name: value for name, value in dj_email_url.parse(NEXUS.email_url).items() if value is not None}
    )
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(NEXUS.home / "mail")
DEFAULT_FROM_EMAIL = "Nomar Nexus <info@nomar.se>"
EMAIL_TIMEOUT = 10

# --- REST ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["nexus.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["nexus.api.authentication.HasApiKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "nexus.api.pagination.KeyPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "nexus.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Nomar Nexus",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    # Names of the values of fields that are called the same.
    "ENUM_NAME_OVERRIDES": {
        "RightsRequestKindEnum": "gdpr.models.Case.Kind",
        "CertificateKindEnum": "gdpr.models.Certificate.Kind",
        "RefusalGroundEnum": "gdpr.models.Case.Refusal",
        "WebhookStateEnum": "nexus.webhooks.models.Subscription.State",
        "WebhookDeliveryStateEnum": "nexus.webhooks.models.Delivery.State",
    },
}

# --- Work ---------------------------------------------------------------------------------------

CELERY_BROKER_URL = NEXUS.redis_url or "redis://localhost/0"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 10,
    "retry_on_timeout": True,
    # A wake-up that nobody acknowledged within a minute is worthless: the sweep has made a new one.
    "visibility_timeout": 60,
    # Without a broker a wake-up is given up at once; Celery's own retries would hold the caller for 6 s.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "Europe/Stockholm"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

SILENCED_SYSTEM_CHECKS = ["security.W005"] if not NEXUS.is_production else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "nexus": {
            "()": "nexus.privacy.logfilter.JsonFormatter"
            if NEXUS.is_production
            else "nexus.privacy.logfilter.ReadableFormatter"
        }
    },
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "nexus"}
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        "django.request": {"level": "ERROR"},
        # These log whole requests or arguments; ours say what is needed, with ids only.
        "twilio": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "anthropic": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
    },
}
