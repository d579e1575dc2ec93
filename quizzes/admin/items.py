"""The items of a quiz, as rows of its page: questions, and draws from the bank."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.fields import KeyField
from lessons.admin.forms import ContentForm
from lessons.admin.inlines import ContentFormSet, OrderedInline
from lessons.models import Claim, Module, Topic
from quizzes.bank import place_of, read_bank
from quizzes.models import Item, Question, Quiz
from quizzes.sizes import Yield, yields

NAMED = {
    "question": (Question.objects.for_quizzes(), "questions", "key", gettext_lazy("Question")),
    "module": (Module.objects.all(), "modules", "slug", gettext_lazy("Module")),
    "topic": (Topic.objects.all(), "topics", "slug", gettext_lazy("Topic")),
    "claim": (Claim.objects.all(), "claims", "key", gettext_lazy("Claim")),
}
"""Fields of an item that name a row by its key: the rows, their datalist, the field of the key, a label."""


class ItemForm(ContentForm):
    key = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Empty: that of its question, or one after the quiz."),
    )
    found: Yield | None = None
    """Of a draw that is saved: what it takes at present."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            self.fields["key"].disabled = True
            self.initial.update({name: getattr(self.instance, name) for name in NAMED})
        self.fields["key"].widget.attrs["aria-label"] = self.fields["key"].label

    @property
    def draw_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("draw", *Item.criteria)]

    @property
    def is_draw(self) -> bool:
        """Whether anything is filled in, or wrong, of what makes a draw."""
        return any(field.value() or field.errors for field in self.draw_fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        question, drawn = data.get("question"), data.get("draw")
        criteria = [name for name in Item.criteria if data.get(name)]
        if question and (drawn is not None or criteria):
            self.add_error("draw", _("An item is a question or a draw: empty the one or the other."))
        elif criteria and drawn is None and "draw" not in self.errors:
            self.add_error("draw", _("Say how many questions are drawn."))
        elif not question and drawn is None and not {"question", "draw"} & self.errors.keys():
            self.add_error("question", _("Name a question, or say how many are drawn."))
        if not data.get("key"):
            data["key"] = self.free_key(question)
        return data

    def free_key(self, question: Question | None) -> str:
        slug = self.instance.quiz.slug[:20]
        taken = set(Item.objects.filter(course=self.course).values_list("key", flat=True))
        wanted = [question.key, f"{slug}-{question.key}"[:40]] if question else [f"{slug}-draw"]
        numbered = (f"{wanted[-1][:36]}-{number}" for number in range(2, len(taken) + 3))
        return next(key for key in (*wanted, *numbered) if key not in taken)


class ItemFormSet(ContentFormSet):
    @cached_property
    def forms(self) -> list[Any]:
        """Each form of a saved draw knows what the draw takes at present."""
        rows: list[Any] = super().forms
        live = [row.instance for row in rows if row.instance.pk and not row.instance.retired]
        if any(item.draw for item in live):
            found = found_by(live, self.instance)
            for row in rows:
                row.found = found.get(row.instance.key)
        return rows

    def clean(self) -> None:
        deleted = [form.instance for form in self.forms if form.cleaned_data.get(DELETION_FIELD_NAME)]
        asked = [item.key for item in deleted if item.pk and item.responses.exists()]
        if asked:
            message = _("Students were asked %(keys)s: mark as retired instead of deleting.")
            raise forms.ValidationError(message, params={"keys": ", ".join(asked)})
        super().clean()
        if not any(self.errors):
            live = [form for form in self.forms if form.cleaned_data and not is_gone(form.cleaned_data)]
            check_questions([form.cleaned_data["question"] for form in live if form.cleaned_data.get("question")])
            if self.instance.status == Quiz.Status.PUBLISHED:
                check_published(live, self.instance)


def is_gone(row: dict[str, Any]) -> bool:
    return bool(row.get(DELETION_FIELD_NAME) or row.get("retired"))


def found_by(items: list[Item], quiz: Quiz) -> dict[str, Yield]:
    """What the draws among the items of a quiz take, by item."""
    places = [place_of(item) for item in items]
    return yields(places, read_bank(quiz.course_id, places))


def check_questions(questions: list[Question]) -> None:
    twice = [key for key, number in Counter(question.key for question in questions).items() if number > 1]
    if twice:
        raise forms.ValidationError(_("The quiz asks %(keys)s twice."), params={"keys": ", ".join(twice)})


def check_published(live: list[Any], quiz: Quiz) -> None:
    """A quiz that students see has items, all of them can be asked, and the bank fills its draws."""
    items = [form.instance for form in live]
    unready = [item.question.key for item in items if item.question and item.question.status != Question.Status.READY]
    if not items:
        raise forms.ValidationError(_("A published quiz needs an item."))
    if unready:
        message = _("A published quiz asks only what is ready; these are not: %(keys)s.")
        raise forms.ValidationError(message, params={"keys": ", ".join(unready)})
    if any(item.draw for item in items):
        found = found_by(items, quiz)
        for form in live:
            own = found.get(form.instance.key)
            if own and own.is_short:
                form.add_error("draw", own.shortage)


class ItemInline(OrderedInline):
    model = Item
    form = ItemForm
    formset = ItemFormSet
    template = "admin/quizzes/item_rows.html"
    fields = ("position", "question", "draw", *Item.criteria, "max_marks", "key", "retired")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).select_related(*NAMED)
        return rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name not in NAMED:
            return super().formfield_for_dbfield(db_field, request, **options)
        rows, datalist, key, label = NAMED[db_field.name]
        field = KeyField(rows.all(), choices=datalist, key=key, label=label, required=False)
        field.widget.attrs["aria-label"] = label
        return field
