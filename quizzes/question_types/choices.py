"""What the choice types have in common: options, and an answer that is a set of their keys."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.question_types.answers import ChoiceForm, KeyField, KeysField, dealt
from quizzes.question_types.base import Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.options import Option, Options, each_once


class ChoiceQuestion(QuestionType):
    """Each type has its `options` itself, so that its fields stand in the order that files show."""

    if TYPE_CHECKING:

        @property
        def options(self) -> Options: ...

    answer_name: ClassVar[str]
    answer_field: ClassVar[type[KeyField] | type[KeysField]]

    @abstractmethod
    def chosen(self, answer: Answer) -> set[str]:
        """The keys in an answer. A key that the question does not have is left out."""

    @abstractmethod
    def fraction(self, chosen: set[str]) -> float: ...

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> ChoiceForm:
        texts = {option.key: option.text for option in self.options}
        return ChoiceForm(
            self.answer_name,
            self.answer_field(required=False),
            {key: texts[key] for key in dealt(list(texts), order)},
            data,
            prefix=prefix,
            initial=initial,
            hint=self.credit_text,
        )

    def is_blank(self, answer: Answer) -> bool:
        return not answer.get(self.answer_name)

    def mark(self, answer: Answer) -> Outcome:
        chosen = self.chosen(answer)
        return Outcome(
            fraction=self.fraction(chosen) if chosen else 0.0,
            parts=tuple(as_part(option, option.key in chosen) for option in self.options),
        )

    def describe(self, answer: Answer) -> str:
        chosen = self.chosen(answer)
        return "; ".join(option.text for option in self.options if option.key in chosen) or _("no answer")

    def option_keys(self) -> list[str]:
        return [option.key for option in self.options]

    def right_keys(self) -> set[str]:
        return {option.key for option in self.options if option.right}

    def claim_keys(self) -> list[str]:
        return each_once(option.claim for option in self.options)

    def misconception_keys(self) -> list[str]:
        return each_once(option.misconception for option in self.options)

    def marking_payload(self) -> dict[str, Any]:
        return {"options": sorted(option.key for option in self.options), "key": sorted(self.right_keys())}

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, option in enumerate(self.options):
            yield from ((("options", place, field), problem) for field, problem in option.missing())


class OneOfSeveral(ChoiceQuestion):
    """Exactly one option is right, and one can be chosen. An answer is `{"choice": key}`."""

    answer_name: ClassVar[str] = "choice"
    answer_field: ClassVar[type[KeyField] | type[KeysField]] = KeyField

    def chosen(self, answer: Answer) -> set[str]:
        return {option.key for option in self.options if option.key == answer.get("choice")}

    def fraction(self, chosen: set[str]) -> float:
        return float(chosen == self.right_keys())

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        keys = self.right_keys() if draw.random() < skill else {option.key for option in self.options}
        return {"choice": draw.choice(sorted(keys))}

    def guess_score(self) -> float:
        """One option in n is right, and each is as likely to be guessed: 1/n."""
        return 1 / len(self.options)


def as_part(option: Option, chosen: bool) -> Part:
    return Part(chosen=chosen, **option.model_dump(include=set(Option.model_fields)))
