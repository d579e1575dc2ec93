"""What an instructor chooses before a regrade, and on its preview."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.fields import validate_characters
from lessons.models import Cohort
from quizzes.mending import Choice, dealt_responses
from quizzes.models import Question, QuestionVersion
from quizzes.regrading import Rule

if TYPE_CHECKING:
    VersionsField = forms.ModelMultipleChoiceField[QuestionVersion]
else:
    VersionsField = forms.ModelMultipleChoiceField

MOST_LETTERS = 1000
RULES = [
    (Rule.NEW_KEY, gettext_lazy("New key: mark the answers by the question as it stands now")),
    (Rule.BOTH_KEYS, gettext_lazy("Old and new key: the better of the key that was dealt and the present one")),
    (Rule.FULL_MARKS, gettext_lazy("Full marks for all who were dealt the question, blank answers too")),
    (Rule.DROPPED, gettext_lazy("Drop the item: it counts neither in the score nor in what can be reached")),
    (Rule.COUNTED_AGAIN, gettext_lazy("Count it again, where it was dropped")),
]


class DealtVersions(VersionsField):
    def label_from_instance(self, version: Any) -> str:
        said = {"day": f"{version.created_at:%Y-%m-%d}", "stem": Truncator(version.stem).words(12)}
        return _("Version of %(day)s, attempts: %(number)s. %(stem)s") % {**said, "number": version.closed}


class RegradeForm(forms.Form):
    """`cohorts` are those whose marks may be mended; who may mend none sees the numbers of all, and says no reason."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"), choices=RULES, widget=forms.RadioSelect)
    versions = DealtVersions(
        QuestionVersion.objects.none(),
        label=gettext_lazy("Versions that were dealt"),
        widget=forms.CheckboxSelectMultiple,
    )
    cohorts = forms.ModelMultipleChoiceField(
        Cohort.objects.none(), label=gettext_lazy("Classes"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The students whose marks change read it beside their mark."),
        max_length=MOST_LETTERS,
        validators=[validate_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attempt = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, question: Question, cohorts: QuerySet[Cohort], may_apply: bool, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.question, self.may_apply, self.all_cohorts = question, may_apply, cohorts
        versions = dealt_versions(question, cohorts)
        self.fields["versions"].queryset = versions  # type: ignore[attr-defined]
        self.fields["cohorts"].queryset = cohorts  # type: ignore[attr-defined]
        if not may_apply:
            del self.fields["cohorts"], self.fields["reason"], self.fields["attempt"]
        if data is None:
            self.initial["versions"] = list(versions)
            self.initial.setdefault("cohorts", list(cohorts))

    @property
    def choice(self) -> Choice:
        chosen = self.cleaned_data
        return Choice(
            question=self.question,
            rule=Rule(chosen["rule"]),
            versions=list(chosen["versions"]),
            cohorts=list(chosen["cohorts"] if self.may_apply else self.all_cohorts),
            attempt=chosen.get("attempt"),
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the preview sends along again."""
        chosen = self.cleaned_data
        pairs = [("rule", chosen["rule"]), ("reason", chosen.get("reason", ""))]
        pairs += [("attempt", str(chosen["attempt"]))] if chosen.get("attempt") else []
        rows = [(name, row.pk) for name in ("versions", "cohorts") for row in chosen.get(name, ())]
        return [*pairs, *((name, str(pk)) for name, pk in rows)]


def dealt_versions(question: Question, cohorts: QuerySet[Cohort]) -> QuerySet[QuestionVersion]:
    """Adds `closed`: how many finished quizzes of these classes were dealt a version."""
    dealt = Q(responses__in=dealt_responses(question).filter(attempt__enrolment__cohort__in=cohorts))
    rows: QuerySet[QuestionVersion] = QuestionVersion.objects.filter(question=question)
    versions = rows.annotate(closed=Count("responses", filter=dealt))
    return versions.filter(closed__gt=0).order_by("pk")


class ApplyForm(forms.Form):
    """What the preview adds: which plan was seen, whose marks are to change, and whether any may fall."""

    step = forms.ChoiceField(choices=[(step, step) for step in ("preview", "back", "apply")], required=False)
    seen = forms.CharField(required=False, max_length=64)
    wanted = forms.TypedMultipleChoiceField(coerce=int, required=False)
    lower = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, offered: list[int]) -> None:
        super().__init__(data)
        self.fields["wanted"].choices = [(str(pk), pk) for pk in offered]  # type: ignore[attr-defined]
