"""The admin site of casite: Django's, with the reports on what classes have done."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _

from casite.linting import RULES, known_findings, of_database
from casite.views import marking_desk, progress_desk, receipt_desk
from lessons.linting.rules import Finding, findings
from lessons.models import Course


class CasiteAdminSite(AdminSite):
    site_title = _("casite")
    site_header = _("casite")
    index_title = _("Administration")
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        view = self.admin_view
        reports = [
            path("", view(progress_desk.classes), name="progress"),
            path("receipt/", view(receipt_desk.receipt), name="progress_receipt"),
            path("<int:cohort>/", view(progress_desk.matrix), name="progress_class"),
            path("<int:cohort>/<int:enrolment>/", view(progress_desk.student), name="progress_student"),
            path("<int:cohort>/<int:enrolment>/<int:attempt>/", view(progress_desk.attempt), name="progress_attempt"),
            path(
                "<int:cohort>/<int:enrolment>/<int:attempt>/mark/<int:position>/",
                view(progress_desk.mark),
                name="progress_mark",
            ),
        ]
        marking = [
            path("", view(marking_desk.queue), name="marking"),
            path("<int:pk>/", view(marking_desk.answer), name="marking_answer"),
        ]
        own_rows = path("r/<int:content_type>/<path:object_id>/", view(self.view_on_site), name="view_on_site")
        others = [address for address in super().get_urls() if getattr(address, "name", "") != "view_on_site"]
        desks = [path("progress/", include(reports)), path("marking/", include(marking))]
        return [*desks, own_rows, *others]

    def view_on_site(self, request: HttpRequest, content_type: int, object_id: str) -> HttpResponse:
        """Django's would tell all staff the address of any row, and with it what a draft is called."""
        model = get_object_or_404(ContentType, pk=content_type).model_class()
        admin = self._registry.get(model) if model else None
        row = admin.get_object(request, object_id) if admin and admin.has_view_permission(request) else None
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """As Django's, but without a list of all models, which is for a bar beside the page that we do not have."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": request.META["SCRIPT_NAME"] or self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": self.get_log_entries(request),
        }

    def findings(self, course: int) -> list[Finding]:
        return known_findings(Course.objects.select_related("revision").get(pk=course))

    def findings_now(self, course: int) -> list[Finding]:
        # Not kept: if the transaction is rolled back, the number of the revision will come again.
        return findings(of_database(Course.objects.get(pk=course)), RULES)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"glances": progress_desk.own_glances(request), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the one log-in form; a second one would give more tries to guess a password."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            # The log-in form would send them straight back here.
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)
