"""All settings, from the environment alone. Production (DEBUG off) refuses unsafe values at the start."""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))
_RUNNING = (
    VAR_DIR / "local.env"
)  # written by script/server while it runs, so that manage.py finds its servers
if _RUNNING.is_file():
    env.read_env(_RUNNING, overwrite=False)

# --- Safety -----------------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
LOCAL = env.bool(
    "PORTAL_LOCAL", default=False
)  # script/server: plain HTTP on this machine, embedded servers
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY 未设置：请用 script/server 启动，或在环境中给出一个随机的长密钥"
    )
if not (DEBUG or LOCAL):
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise ImproperlyConfigured("SECRET_KEY 过弱：生产环境至少 50 个随机字符")
    if not os.environ.get("FIELD_KEYS"):
        raise ImproperlyConfigured(
            "FIELD_KEYS 未设置：生产环境须给出字段加密的密钥，生成方法见运行维护手册"
        )
    if os.environ.get("PORTAL_CLOCK"):
        raise ImproperlyConfigured("PORTAL_CLOCK 只用于演练与测试，生产环境拒绝启动")
    if os.environ.get("DISPLAY_CHECK_NETWORKS"):
        raise ImproperlyConfigured("DISPLAY_CHECK_NETWORKS 只用于演示与测试，生产环境拒绝启动")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
DEMO = env.bool("PORTAL_DEMO", default=False)

# --- Applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.signing",
    "portal.accounts",
    "portal.cases",
    "portal.audit",
    "portal.notices",
    "portal.mail",
    "portal.deadlines",
    "portal.workflow",
    "portal.service",
    "portal.retention",
    "portal.web",
    "filings",
    "ethics_review",
    "enforcement",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.middleware.HostileInputMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.web.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, broker -------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default="postgresql://postgres@127.0.0.1/portal")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Only counters of requests live there. They are away with the broker, so nothing else may depend on them, and a broker
# that hangs must not hold a page: one short try, without the client's own patience.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counters": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal-pace",
        "OPTIONS": {
            "socket_connect_timeout": 0.2,
            "socket_timeout": 0.5,
            "retry": Retry(NoBackoff(), 0),
        },
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A dead broker must not hold a web page: one short try, the timetable catches what was not sent.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Shanghai"

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "web:home"
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=None)

# --- Pages ------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE",
            default="django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
        )
    },
}
MEDIA_ROOT = VAR_DIR / "media"  # unused by design: papers live in the database (docs/decisions)
CSRF_FAILURE_VIEW = "portal.workflow.handlers.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields, without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = [
    "portal.cases.upload_names.KeepNames",  # Django would cut "../x.pdf" to "x.pdf" before anybody can refuse it
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.accounts.tokens.BearerTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "portal.workflow.pages.ApiPages",
    "DEFAULT_THROTTLE_CLASSES": [
        "portal.workflow.throttling.AnonymousPace",
        "portal.workflow.throttling.PersonalPace",
    ],
    # An empty rate is no limit.
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("THROTTLE_ANON", default="600/min"),
        "user": env.str("THROTTLE_USER", default="1200/min"),
        "verify": env.str("THROTTLE_VERIFY", default="60/min"),
        "export": env.str("THROTTLE_EXPORT", default="60/hour"),
        "report": env.str("THROTTLE_REPORT", default="10/hour"),
        "complaints": env.str("THROTTLE_COMPLAINTS", default="20/hour"),
        "receipts": env.str("THROTTLE_RECEIPTS", default="60/min"),
    },
    # Behind no proxy a caller's X-Forwarded-For is a mere claim, and would be a fresh counter each time.
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
    "EXCEPTION_HANDLER": "portal.workflow.problems.handle",
    "PAGE_SIZE": 20,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "算法备案与科技伦理审查合规门户",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- The portal's own -------------------------------------------------------------------------------------------------
# Seals the audit trail; whoever holds the database only must not have it. Changing it unseals every earlier event.
AUDIT_KEY = env.str("AUDIT_KEY", default=f"audit:{SECRET_KEY}")
# Makes the receipts of complaints and their digests. Changing it closes the status pages of all earlier complaints.
RECEIPT_KEY = env.str("RECEIPT_KEY", default=f"receipts:{SECRET_KEY}")
# Encrypt what only few may read in the clear, such as who complains; the newest first, the later ones only open.
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
ALGORITHM_PROFILE = env.str("ALGORITHM_PROFILE", default="algorithm-2021-draft")
ETHICS_PROFILE = env.str("ETHICS_PROFILE", default="ethics-2025-draft")
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
# Where mail goes (portal/mail/routes.py says how it is written) and from whom; empty is no mail at all.
MAIL_URL = env.str("MAIL_URL", default="")
MAIL_FROM = env.str("MAIL_FROM", default="")
# Networks that the check of companies' pages may call beyond the public ones, such as 127.0.0.0/8 in a demonstration.
DISPLAY_CHECK_NETWORKS = env.list("DISPLAY_CHECK_NETWORKS", default=[])
FONT_DIR = Path(env.str("FONT_DIR", default=str(VAR_DIR / "fonts")))
# Pictures of seals, <credit code>.png: an authority without one here signs its letters without a picture.
SEALS_DIR = Path(env.str("SEALS_DIR", default=str(VAR_DIR / "seals")))
# Keys and certificates that sign letters. The database never has them; only public/ in it may be read by the web.
SIGNING_DIR = Path(env.str("SIGNING_DIR", default=str(VAR_DIR / "signing")))
# The first signs, all of them check what they signed (portal.signing.backend).
SIGNING_BACKENDS = env.list("SIGNING_BACKENDS", default=["portal.signing.file_keys.FileKeys"])
# A time-stamp authority (RFC 3161). When set, no letter is issued without its stamp.
TSA_URL = env.str("TSA_URL", default="")
SEARCH_INDEX_DIR = Path(env.str("SEARCH_INDEX_DIR", default=str(VAR_DIR / "search")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
