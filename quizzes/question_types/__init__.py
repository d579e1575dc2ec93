"""The question types. To add one: write its module and its template, and name it here."""

from django.utils.functional import Promise

from quizzes.question_types.base import QuestionType
from quizzes.question_types.categorise import Categorise
from quizzes.question_types.cloze import Cloze
from quizzes.question_types.essay import Essay
from quizzes.question_types.map_hotspot import MapHotspot
from quizzes.question_types.matching import Matching
from quizzes.question_types.multiple_choice import MultipleChoice
from quizzes.question_types.numeric import Numeric
from quizzes.question_types.ordering import Ordering
from quizzes.question_types.short_answer import ShortAnswer
from quizzes.question_types.single_choice import SingleChoice
from quizzes.question_types.true_false import TrueFalse
from quizzes.question_types.voice import WhoseClaim

QUESTION_TYPES: dict[str, type[QuestionType]] = {
    cls.slug: cls
    for cls in (
        SingleChoice,
        MultipleChoice,
        TrueFalse,
        Matching,
        MapHotspot,
        Ordering,
        Categorise,
        ShortAnswer,
        Numeric,
        Cloze,
        Essay,
        WhoseClaim,
    )
}


def type_choices() -> list[tuple[str, str | Promise]]:
    """A callable, so that a new question type needs no migration."""
    return [(slug, cls.label) for slug, cls in QUESTION_TYPES.items()]
