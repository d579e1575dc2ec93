"""What can be practised of a course: all of it, or what belongs to a module, to a topic, or was answered wrongly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.memory import kept_by_revision
from lessons.models import Claim, Course, Lesson, Module, Section, Topic
from quizzes.dealing import Tag
from quizzes.models import Question

Tags = dict[int, set[Tag]]


@dataclass(frozen=True)
class Ground:
    """What a course has to practise, by its content alone; what may be asked of it is another matter."""

    modules: Mapping[str, str]
    """The titles of those with a published lesson, by their slugs, in order."""
    topics: Mapping[str, Mapping[str, str]]
    """By kind, the names of those with a claim, by their slugs, in order."""
    claims: Mapping[int, Set[Tag]]
    """By number of a claim: its key, its topics, and the modules that teach it."""
    questions: Mapping[int, Set[Tag]]
    """By number of a question what its claims are about; of a check also the module in which it stands."""

    def is_taught(self, claim: int) -> bool:
        return any(name == "module" for name, _key in self.claims.get(claim, ()))


@dataclass(frozen=True)
class PracticeField:
    """What a student has chosen to practise: what has all of this."""

    module: str = ""
    topic: str = ""
    wrong: bool = False
    """Only what was not right when it was answered last."""

    @property
    def tags(self) -> set[Tag]:
        return {(name, key) for name, key in (("module", self.module), ("topic", self.topic)) if key}

    @property
    def query(self) -> str:
        """Of the address of its page."""
        named = {"module": self.module, "topic": self.topic, "wrong": "on" if self.wrong else ""}
        return urlencode({name: value for name, value in named.items() if value})


class FieldForm(forms.Form):
    """What to practise; it is sent by GET, so that a link can say it too."""

    wrong = forms.BooleanField(label=_("Only what I got wrong"), required=False)

    def __init__(self, ground: Ground, data: Any) -> None:
        super().__init__(data)
        self.ground = ground
        kinds = [(Topic.Kind(kind).label.capitalize(), list(rows.items())) for kind, rows in ground.topics.items()]
        self.fields["module"] = select(_("Module"), [("", _("All modules")), *ground.modules.items()])
        self.fields["topic"] = select(_("Topic"), [("", _("All topics")), *kinds])

    @property
    def in_words(self) -> str:
        field = self.field
        topics = {slug: name for rows in self.ground.topics.values() for slug, name in rows.items()}
        chosen = [self.ground.modules.get(field.module, ""), topics.get(field.topic, "")]
        words = " · ".join(filter(None, [*chosen, gettext("what I got wrong") if field.wrong else ""]))
        return words or gettext("all of the course")

    @property
    def choosers(self) -> list[forms.BoundField]:
        return [self["module"], self["topic"]]

    @property
    def field(self) -> PracticeField:
        """Without what it does not offer, of which it has an error."""
        self.is_valid()
        return PracticeField(**{name: value for name, value in self.cleaned_data.items() if value})


def select(label: Any, choices: list[Any]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


@kept_by_revision(size=16)
def ground_of(course: Course) -> Ground:
    """Seven statements, where it is not kept."""
    claims, questions = claims_of(course), questions_of(course)
    tested = Question.claims.through.objects.filter(question__in=questions).values_list("question", "claim")
    for question, claim in tested:
        questions[question] |= claims.get(claim, set())
    return Ground(modules=modules_of(course), topics=topics_of(course), claims=claims, questions=questions)


def claims_of(course: Course) -> Tags:
    rows = Claim.objects.current().filter(course=course)
    found: Tags = {pk: {("claim", key)} for pk, key in rows.values_list("pk", "key")}
    topics = Topic.objects.current().filter(course=course, claims__in=rows).values_list("claims", "slug")
    add(found, "topic", topics)
    add(found, "module", taught_in(course))
    return found


def taught_in(course: Course) -> Iterable[tuple[int, str]]:
    """The numbers of claims and the slugs of the modules whose published lessons teach them."""
    sections = Section.objects.current().in_published_lessons().filter(course=course, claims__isnull=False)
    return sections.order_by().values_list("claims", "lesson__module__slug").distinct()


def questions_of(course: Course) -> Tags:
    rows = Question.objects.ready().filter(course=course).exclude(use=Question.Use.RESERVED)
    pairs = list(rows.order_by().values_list("pk", "section__lesson__module__slug"))
    found: Tags = {pk: set() for pk, _module in pairs}
    add(found, "module", [(pk, module) for pk, module in pairs if module])
    return found


def add(found: Tags, name: str, pairs: Iterable[tuple[int, str]]) -> None:
    for pk, key in pairs:
        if pk in found:
            found[pk].add((name, key))


def modules_of(course: Course) -> dict[str, str]:
    rows = Module.objects.current().filter(course=course, lessons__in=Lesson.objects.published()).distinct()
    return dict(rows.values_list("slug", "title"))


def topics_of(course: Course) -> dict[str, dict[str, str]]:
    """By kind, in the order of the kinds."""
    rows = Topic.objects.current().filter(course=course, claims__in=Claim.objects.current()).distinct()
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, slug, name in rows.values_list("kind", "slug", "name"):
        found[kind][slug] = name
    return {kind: found[kind] for kind in Topic.Kind.values if found[kind]}
