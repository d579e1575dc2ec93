"""The settings of casite as the tests want them: nothing from this machine's environment but the database."""

import atexit
import os
import shutil
import tempfile

# Replaced before casite.settings reads them, so that no test depends on what a developer has set.
for name in ("HTTPS", "HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS", "TIME_ZONE", "CACHE_URL", "EMAIL_URL"):
    os.environ.pop(name, None)
os.environ.update(DEBUG="off", SECRET_KEY="only-for-tests", ALLOWED_HOSTS="testserver,localhost")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from casite.environment import SQLITE
from casite.settings import *

if DATABASES["default"]["ENGINE"] == SQLITE:
    # A file: in memory, all threads of the live server would share one connection and its transactions.
    scratch = tempfile.mkdtemp(prefix="casite-tests-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{scratch}/test.sqlite3"}
    # This file needs to survive no power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

# Argon2 is slow on purpose; tests/casite/test_security.py tries it by itself.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come from the source folders; tests/casite/test_static_files.py tries the production way.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
