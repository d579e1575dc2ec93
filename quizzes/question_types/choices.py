"""What single and multiple choice have in common: options, and an answer that is a set of their keys."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.question_types.answers import AnswerForm, KeyField, KeysField, dealt
from quizzes.question_types.base import Answer, Outcome, Part, QuestionType
from quizzes.question_types.options import Option, Options


class ChoiceQuestion(QuestionType):
    """Each type declares its `options` itself, so that its fields stand in the order that files show."""

    if TYPE_CHECKING:
        options: Options

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
    ) -> AnswerForm:
        texts = {option.key: option.text for option in self.options}
        return AnswerForm(
            self.answer_name,
            self.answer_field(required=False),
            {key: texts[key] for key in dealt(self.option_keys(), order)},
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
        return list(dict.fromkeys(option.claim for option in self.options if option.claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(option.misconception for option in self.options if option.misconception))

    def marking_payload(self) -> dict[str, Any]:
        return {"options": sorted(self.option_keys()), "key": sorted(self.right_keys())}

    def problems(self) -> list[str]:
        return [
            _("Option “%(key)s”: %(problem)s") % {"key": option.key, "problem": problem}
            for option in self.options
            for _field, problem in option.problems()
        ]


def as_part(option: Option, chosen: bool) -> Part:
    return Part(chosen=chosen, **option.model_dump())
