"""The settings of casite. What differs between machines comes from the environment; README has the table."""

from datetime import timedelta

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from casite import environment
from casite.environment import BASE_DIR

DEBUG = environment.switch("DEBUG")
SECRET_KEY = environment.secret_key(development=DEBUG)
ALLOWED_HOSTS = environment.hosts()
ROOT_URLCONF = "casite.urls"
WSGI_APPLICATION = "casite.wsgi.application"

INSTALLED_APPS = [
    "casite.apps.CasiteConfig",  # First: its templates stand before those of Django.
    "lessons",
    "quizzes",
    "casite.apps.CasiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # The development server too serves static files as production does.
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "casite.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casite.middleware.private_pages",  # Below WhiteNoise: static files are nobody's own.
    "casite.middleware.newer_sessions",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache()}
SERIALIZATION_MODULES = {"yaml": "lessons.yaml_format"}

# Log-in. All go through the one form at LOGIN_URL, the admin's too, or there would be more tries than ten.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # Together: a class may share one address.
AXES_CLIENT_IP_CALLABLE = "casite.middleware.client_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_DISABLE_ACCESS_LOG = True  # Who logged in when is nobody's business.
AXES_VERBOSE = False
PASSWORD_HASHERS = [
    "casite.hashers.CasiteArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Security. One policy for all pages, the admin's too: no other hosts, no inline script or style, no eval.
HTTPS = environment.switch("HTTPS")
HSTS_SECONDS = environment.seconds("HSTS_SECONDS")
if HSTS_SECONDS and not HTTPS:
    raise ImproperlyConfigured("HSTS_SECONDS needs HTTPS=on.")
SECURE_HSTS_SECONDS = HSTS_SECONDS
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # Load balancers ask over plain http.
# With HTTPS=on a proxy speaks https to the world and tells us so; it must overwrite this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = environment.origins()
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
OURS = ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action", "manifest-src")
NOBODYS = ("default-src", "base-uri", "object-src", "frame-ancestors")
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {name: [NONE] for name in NOBODYS} | {name: [SELF] for name in OURS}}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "casite.staticfiles.CasiteStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # A language joins when our own words are translated, not only Django's.
TIME_ZONE = environment.time_zone()
USE_I18N = USE_TZ = True

vars().update(environment.email())
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},  # Not each log-in that went well.
    },
}
