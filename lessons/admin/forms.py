"""The forms of content rows: all that they name is of their own course."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.fields import InCourse
from lessons.linting.rules import Finding
from lessons.markdown import cited_keys, note_keys, topic_slugs
from lessons.models import Claim, ContentRow, Course, EditorNote, Paragraph, Topic

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class BeginForm(forms.Form):
    """What must be known before the form of a new row can be drawn."""

    course = forms.ModelChoiceField(Course.objects.none(), label=gettext_lazy("Course"), empty_label=None)

    def __init__(self, data: dict[str, Any], *, user: User | AnonymousUser) -> None:
        courses = Course.objects.edited_by(user)
        only = courses[:2]
        if len(only) == 1:
            data = {"course": only[0].pk, **data}
        super().__init__(data if self.base_fields.keys() <= data.keys() else None, initial=data)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]


class ContentForm(ModelForm):
    """The form of a row whose course stands fast: `course` is set on the class, by the admin, for each request."""

    course: Course
    refused: Sequence[Finding] = ()
    """The errors for which what this form sends was not saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = self.course
        for field in self.fields.values():
            rows = getattr(field, "queryset", None)
            if rows is not None and issubclass(rows.model, ContentRow):
                field.queryset = rows.filter(course=self.course)  # type: ignore[attr-defined]
            if isinstance(field.widget, InCourse):
                field.widget.course_id = self.course.pk

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for finding in self.refused:
            own = finding.row.id == (self._meta.model, self.instance.reference)
            name = str(finding.path[0]) if own and finding.path else ""
            if name in self.fields:
                self.add_error(name, finding.said)
            else:
                self.add_error(None, str(finding.problem))

    def clean_position(self) -> int:
        """Rows come last unless they are told their place."""
        position: int | None = self.cleaned_data["position"]
        if position is not None:
            return position
        model = self._meta.model
        parent = model.fixture.parent or "course"
        holder = self.cleaned_data.get(parent) or getattr(self.instance, f"{parent}_id")
        last = model.objects.filter(**{parent: holder}).aggregate(last=Max("position"))["last"]
        return 0 if last is None else int(last) + 1

    def _get_validation_exclusions(self) -> set[str]:
        # The course is no field of the form, but keys are unique in it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"course"}


def check_evidence(text: str, course: Course) -> None:
    """Refuse a text that cites claims or paragraphs, links topics or places notes that the course does not have."""
    keys, slugs, notes = cited_keys(text), topic_slugs(text), note_keys(text)
    known = {
        *Claim.objects.filter(course=course, key__in=keys).values_list("key", flat=True),
        *Paragraph.objects.filter(course=course, label__in=keys).values_list("label", flat=True),
    }
    topics = Topic.objects.filter(course=course, slug__in=slugs).values_list("slug", flat=True)
    editor_notes = EditorNote.objects.filter(course=course, key__in=notes).values_list("key", flat=True)
    unknown = [
        *(f"[{key}]" for key in keys if key not in known),
        *(f"[[{slug}]]" for slug in slugs if slug not in set(topics)),
        *(f"::note {key}" for key in notes if key not in set(editor_notes)),
    ]
    if unknown:
        raise ValidationError(_("This course does not have %(unknown)s."), params={"unknown": ", ".join(unknown)})


class EvidenceForm(ContentForm):
    """For rows with a `text` in Markdown that rests on the sources."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        check_evidence(text, self.course)
        return text
