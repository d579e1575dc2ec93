"""Times in forms of the admin: written and read by the clock of a class, not by that of the site."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.admin.forms import ModelForm
from lessons.models import Cohort, Enrolment


class TimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClassTimesForm(ModelForm):
    """`opens` and `closes` of a row whose class stands fast, or is chosen in the same form."""

    opens = forms.DateTimeField(required=False, widget=TimeInput)
    closes = forms.DateTimeField(required=False, widget=TimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.zone()
        for name in ("opens", "closes"):
            field, value = self.fields[name], getattr(self.instance, name)
            field.label = self._meta.model._meta.get_field(name).verbose_name.capitalize()
            field.help_text = _("By the clock of the class.")
            if self.instance.pk:
                field.help_text = _("By the clock of the class (%(zone)s).") % {"zone": zone}
            if value:
                self.initial[name] = value.astimezone(zone).replace(tzinfo=None)

    def zone(self) -> ZoneInfo:
        return self.cohort().zone if self.cohort() else ZoneInfo("UTC")  # type: ignore[union-attr]

    def cohort(self) -> Cohort | None:
        """The class of the row, or the one that is named; whether the user may name it is judged later."""
        if self.instance.pk:
            own: Cohort | None = getattr(self.instance, "of_cohort", None) or self.instance.cohort
            return own
        named = {name: str(self.data.get(self.add_prefix(name)) or "") for name in ("cohort", "enrolment")}
        if named["cohort"].isdecimal():
            return Cohort.objects.filter(pk=named["cohort"]).first()
        if named["enrolment"].isdecimal():
            student = Enrolment.objects.filter(pk=named["enrolment"]).select_related("cohort").first()
            return student.cohort if student else None
        return None

    def full_clean(self) -> None:
        with timezone.override(self.zone()):
            super().full_clean()
