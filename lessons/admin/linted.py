"""The linter in the admin: its findings beside a row, and no publishing of what has errors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from lessons.course_files.rows import Row
from lessons.linting.rules import Finding
from lessons.models import ContentRow, Course

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class LintingSite(Protocol):
    """An admin site that knows all rules, those of rooms that this one does not know among them."""

    def findings(self, course: int) -> list[Finding]:
        """Of a course as it was when it last changed."""

    def findings_now(self, course: int) -> list[Finding]:
        """Of a course as it stands inside an open transaction."""


class Refused(Exception):
    """What was saved may not stand as it is."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(", ".join(finding.code for finding in findings))


class Linted(ModelAdmin):
    """A row that students see is not saved with errors: all is rolled back, and the form says what they are."""

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **options)
        except Refused as refusal:
            # The same once more, with a form that knows what is wrong.
            request.__dict__["refused"] = refusal.findings
            return super().changeform_view(request, *args, **options)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        form.refused = request.__dict__.get("refused", ())
        return form

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.refuse_errors(obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.refuse_errors(obj)
        return super().log_change(request, obj, message)

    def refuse_errors(self, obj: Any) -> None:
        """Called once all of the page is written, in the same transaction, before it is logged and confirmed."""
        if isinstance(obj, ContentRow) and obj.is_live:
            found = cast(LintingSite, self.admin_site).findings_now(obj.course_id)
            if errors := [finding for finding in about(obj, found) if finding.is_error]:
                raise Refused(errors)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        obj = context["original"]
        if obj is not None and "findings" not in context:
            course = obj.pk if isinstance(obj, Course) else obj.course_id
            context["findings"] = list(about(obj, cast(LintingSite, self.admin_site).findings(course)))
        return super().render_change_form(request, context, *args, **options)


def about(obj: Any, findings: list[Finding]) -> Iterator[Finding]:
    """Those about a row, and about rows inside it: the sections of a lesson, the items of a quiz."""
    key = obj.slug if isinstance(obj, Course) else obj.reference
    own = (type(obj), key)
    return (finding for finding in findings if own in (finding.row.id, parent_of(finding.row)))


def parent_of(row: Row) -> tuple[Any, Any]:
    """The row in which another one is nested."""
    name = row.model.fixture.parent  # type: ignore[attr-defined]
    return (row.model._meta.get_field(name).related_model, row.values[name]) if name else (None, None)
