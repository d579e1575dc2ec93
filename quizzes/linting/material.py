"""A course as the rules about its questions read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lessons.course_files.rows import Row, texts_in
from lessons.linting.english import plain
from lessons.linting.material import Material, Prose
from lessons.models import Claim
from quizzes.dealing import Bank
from quizzes.models import Item, Question, Quiz
from quizzes.question_files import content_of
from quizzes.question_types.base import Part, QuestionType
from quizzes.quiz_files import bank_in


@dataclass(frozen=True, eq=False)
class Asked:
    """A question, read through its type."""

    row: Row
    content: QuestionType
    claims: Sequence[Row]
    """Those that it tests."""
    deciding: Sequence[Row]
    """Those that decide its key."""

    @property
    def stem(self) -> str:
        return str(self.row.values["stem"])

    @cached_property
    def own_words(self) -> str:
        """The stem, and what else its payload asks outside rows: a statement, a text with gaps."""
        own = [text for path, text in texts_in(self.row.values["payload"]) if len(path) == 1 and " " in text]
        rationales = {part.rationale for part in self.parts}
        return " ".join([self.stem, *(text for text in own if text not in rationales)])

    @cached_property
    def parts(self) -> Sequence[Part]:
        return self.content.mark({}).parts

    @cached_property
    def options(self) -> Sequence[Part]:
        """What is offered as right or wrong, in the order of the author; empty where something else is asked."""
        offered = [part for part in self.parts if not part.wanted]
        return offered if len(offered) == len(self.parts) else ()

    @cached_property
    def key(self) -> Part | None:
        """The one option that is right, of three or more."""
        right = [option for option in self.options if option.right]
        return right[0] if len(right) == 1 and len(self.options) > 2 else None

    @cached_property
    def distractors(self) -> Sequence[Part]:
        return [option for option in self.options if not option.right]

    def place(self, option: Part) -> tuple[str | int, ...]:
        """The way to an option inside the row, as far as it stands in the payload."""
        rows = self.row.values["payload"].get("options", [])
        return ("payload", "options", next((n for n, row in enumerate(rows) if row["key"] == option.key), 0))


@dataclass(frozen=True, eq=False)
class QuizMaterial(Material):
    """With the bank of questions and the quizzes."""

    @cached_property
    def questions(self) -> list[Asked]:
        """Those whose payload can be read, ready or not."""
        return [
            Asked(row, content, self.claims(row.values["claims"]), self.claims(content.deciding_claims()))
            for row in self.of(Question)
            if (content := content_of(row.values))
        ]

    def claims(self, keys: Sequence[str]) -> list[Row]:
        return [claim for key in keys if (claim := self.find(Claim, key))]

    @cached_property
    def ready(self) -> list[Asked]:
        return [question for question in self.questions if question.row.values["status"] == Question.Status.READY]

    @cached_property
    def items(self) -> Mapping[str, list[Row]]:
        """By the slug of a quiz."""
        found: dict[str, list[Row]] = {quiz.key: [] for quiz in self.of(Quiz)}
        for item in self.of(Item):
            found.setdefault(item.values["quiz"], []).append(item)
        return found

    @cached_property
    def bank(self) -> Bank:
        return bank_in({row.id: row for rows in self.current.values() for row in rows})

    def texts(self) -> Iterator[Prose]:
        yield from super().texts()
        for row in self.of(Question):
            yield from (Prose(row, (name,), row.values[name]) for name in ("stem", "explanation"))
            # A word alone is a key, a reference or a name.
            inner = ((path, text) for path, text in texts_in(row.values["payload"]) if " " in text)
            yield from (Prose(row, ("payload", *path), text) for path, text in inner)


def letters(text: str) -> int:
    """How long a text looks."""
    return len(" ".join(plain(text).split()))
