from quizzes.models.attempts import Attempt
from quizzes.models.certainty import Certainty
from quizzes.models.interventions import Intervention
from quizzes.models.marks import Mark
from quizzes.models.objections import Objection
from quizzes.models.openings import Override, QuizOpening
from quizzes.models.questions import Misconception, Question, QuestionVersion
from quizzes.models.quizzes import Item, Quiz
from quizzes.models.recall import Card, ClaimState, Rating, RecallLog, RecallSettings
from quizzes.models.responses import Answer, Response
from quizzes.models.tries import Try

__all__ = [
    "Answer",
    "Attempt",
    "Card",
    "Certainty",
    "ClaimState",
    "Intervention",
    "Item",
    "Mark",
    "Misconception",
    "Objection",
    "Override",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizOpening",
    "Rating",
    "RecallLog",
    "RecallSettings",
    "Response",
    "Try",
]
