"""The admin site of casite."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CasiteAdminSite(AdminSite):
    site_title = _("casite")
    site_header = _("casite")
    index_title = _("Administration")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the one log-in form; a second one would give more tries to guess a password."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            # The log-in form would send them straight back here.
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)
