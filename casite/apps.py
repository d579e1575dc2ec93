"""The two applications of the project: casite itself and the admin in its form."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig
from django.core.cache import cache
from django.utils.autoreload import file_changed

from lessons import memory


class CasiteConfig(AppConfig):
    name = "casite"

    def ready(self) -> None:
        if settings.DEBUG:
            file_changed.connect(forget_pages)


def forget_pages(**changed: Any) -> None:
    """On a development machine templates change while the server runs: what they drew is not shown again."""
    cache.clear()
    memory.forget()


class CasiteAdminConfig(AdminConfig):
    """Django's admin with casite's own site as `django.contrib.admin.site`."""

    default_site = "casite.admin.CasiteAdminSite"

    def ready(self) -> None:
        super().ready()
        # This action of axes fails outside a log-in, and each log-in does by itself what it is for.
        site.get_model_admin(apps.get_model("axes", "AccessAttempt")).actions = ()
