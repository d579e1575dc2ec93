"""The two applications of the project: casite itself and the admin in its form."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CasiteConfig(AppConfig):
    name = "casite"


class CasiteAdminConfig(AdminConfig):
    """Django's admin with casite's own site as `django.contrib.admin.site`."""

    default_site = "casite.admin.CasiteAdminSite"
