"""Errors in what a question asks and what it holds to be right."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Row
from lessons.linting.english import plain, small_words
from lessons.linting.rules import Found, Rulebook
from lessons.models import Claim, Document, Paragraph, Topic
from quizzes.linting.material import Asked, QuizMaterial
from quizzes.models import Question
from quizzes.question_files import problems

RULES = Rulebook()

SPEAKING = frozenset(
    {"author", "authors", "copy", "document", "documents", "source", "sources", "speaker", "speakers", "text"}
)
"""Words that tell of whoever speaks, in any document."""
DATED = re.compile(
    r"\b(?:1[5-9]|20)\d\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:century|decade|then|at that time|at the time|in its time|as of|when|before|after|until|since|later|by the"
    r" time|had been|in those (?:days|years)|independence|still to come|expected|planned|proposed|withdrawal)\b"
)


@RULES.error(
    why=gettext_lazy("A question without one key, or with an option that nobody can explain, cannot be defended."),
    remedy=gettext_lazy("Give it what is missing, or set it back to draft."),
)
def unfinished_question(course: QuizMaterial) -> Found:
    """What the type refuses in any question; in one that is ready also what is missing in it."""
    for row in course.of(Question):
        for path, message in problems({**row.values, "key": row.key}):
            yield row, tuple(path), message


@RULES.error(
    why=gettext_lazy("The claim is one person's view. A key that states it as a fact teaches it as one."),
    remedy=gettext_lazy("Name in the stem whose claim it is: “According to the paper …”."),
    language="en",
)
def missing_attribution(course: QuizMaterial) -> Found:
    for question in course.questions:
        said = set(small_words(question.own_words))
        for claim in () if question.content.asks_whose else keyed(question, Claim.Keying.ATTRIBUTE):
            if not said & speaking(course, claim):
                message = _("Whose claim %(claim)s is, the stem does not say.")
                yield question.row, ("stem",), message % {"claim": claim.key}


@RULES.error(
    why=gettext_lazy("The claim was true at a time. Later events can make another option right."),
    remedy=gettext_lazy("Fix the time in the stem: “in 2013”, “when the paper was written”."),
    language="en",
)
def missing_time(course: QuizMaterial) -> Found:
    for question in course.questions:
        said = set(small_words(question.own_words))
        for claim in keyed(question, Claim.Keying.DATE):
            if not DATED.search(plain(question.own_words)) and not said & speaking(course, claim):
                message = _("The time of %(claim)s is not fixed in the stem.")
                yield question.row, ("stem",), message % {"claim": claim.key}


def keyed(question: Asked, keying: Claim.Keying) -> list[Row]:
    """The claims that decide the key and may stand there only with further words."""
    return [claim for claim in question.deciding if claim.values["keying"] == keying]


def speaking(course: QuizMaterial, claim: Row) -> set[str]:
    """Words of which one tells whose claim it is: of its speakers, their paragraph and its document."""
    paragraph = course.find(Paragraph, claim.values["paragraph"])
    document = course.find(Document, paragraph.values["document"]) if paragraph else None
    names = [document.values["kind"]] if document else []
    for slug in claim.values["speakers"]:
        if topic := course.find(Topic, slug):
            names += [topic.values["name"], *topic.values["aliases"], *topic.values["other_names"]]
    found = {word for name in names for word in small_words(name) if len(word) > 2}
    return (found | SPEAKING) - {"the", "and", "for"}
