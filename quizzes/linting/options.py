"""Warnings about cues: what lets a student find the key without knowing the claim.

Most rules are of Haladyna, Downing and Rodriguez, “A review of multiple-choice item-writing guidelines for classroom
assessment”, Applied Measurement in Education 15 (2002), 309-333.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Row
from lessons.linting.english import plain, telling_words
from lessons.linting.rules import Found, Rulebook
from lessons.models import Topic
from quizzes.linting.material import Asked, QuizMaterial, letters

RULES = Rulebook()

LONGER = 1.3
"""How many times as long as the next one the longest option must be to strike the eye."""
AT_LEAST = 12
"""And by how many characters."""
BEYOND_CHANCE = 2.58
"""Standard errors from what chance gives: one bank in a hundred goes as far by chance."""
FEWEST = 12
"""Questions below which nothing is said of a whole bank."""

ALL_OR_NONE = re.compile(r"\b(?:all|none|both|neither|any) of (?:the )?(?:above|these|those|others?)\b", re.I)
ABSOLUTE = re.compile(
    # Neither “above all” nor “all three” rules anything out.
    r"(?<!above )(?<!after )(?<!at )\ball\b(?! (?:two|three|four|five|six|of the (?:two|three|four|five|six))\b)"
    r"|\b(?:always|never|every|everybody|everyone|everything|nobody|none|nothing|completely|entirely|totally"
    r"|impossible|absolutely|without exception|in every case)\b",
    re.I,
)
NEGATIVE = re.compile(r"\b(?:not|except|least|never|none|neither|cannot|isn’t|isn't|doesn’t|doesn't)\b", re.I)
ASKING = re.compile(r"[^.!?]*\?")


@RULES.warning(
    why=gettext_lazy("Who knows nothing picks the longest option, and is right too often."),
    remedy=gettext_lazy("Shorten the key, or say more in a distractor."),
)
def longest_key(course: QuizMaterial) -> Found:
    for question in course.questions:
        if question.key:
            own = letters(question.key.text)
            other = max(letters(option.text) for option in question.distractors)
            if own >= LONGER * other and own >= other + AT_LEAST:
                message = _("The key has %(own)s characters, the next option %(other)s.")
                yield question.row, question.place(question.key), message % {"own": own, "other": other}


@RULES.warning(
    why=gettext_lazy("One long key is an accident; a bank in which the longest option pays is a rule to be learnt."),
    remedy=gettext_lazy("Even out the options of the questions whose key is the longest."),
)
def longest_keys_in_bank(course: QuizMaterial) -> Found:
    judged = [question for question in course.ready if question.key]
    expected, error = by_chance(judged)
    for sign, word in ((1, _("longest")), (-1, _("shortest"))):
        number = sum(stands_out(question, sign) for question in judged)
        if len(judged) >= FEWEST and number > expected + BEYOND_CHANCE * error:
            message = _("The key is the %(word)s option in %(number)s of %(all)s questions; chance gives %(chance).0f.")
            words = {"word": word, "number": number, "all": len(judged), "chance": expected}
            yield course.course, (), message % words


def stands_out(question: Asked, sign: int) -> bool:
    """Whether its key is longer, or with -1 shorter, than every distractor."""
    own = letters(question.key.text) if question.key else 0
    return all(sign * own > sign * letters(option.text) for option in question.distractors)


def by_chance(questions: Iterable[Asked]) -> tuple[float, float]:
    """How often a certain place, or length, is that of the key if chance decides: expected value, standard error."""
    shares = [1 / len(question.options) for question in questions]
    return sum(shares), sqrt(sum(share * (1 - share) for share in shares))


@RULES.warning(
    why=gettext_lazy("On paper, and wherever options are not shuffled, the place tells the key."),
    remedy=gettext_lazy("Move keys to the places where they are seldom."),
)
def key_positions(course: QuizMaterial) -> Found:
    judged = [question for question in course.ready if question.key]
    places = Counter(position(question) for question in judged)
    if len(judged) >= FEWEST and any(is_uneven(place, places[place], judged) for place in range(max(places) + 1)):
        message = _("How often the key stands in the first place, the second, …: %(numbers)s.")
        numbers = ", ".join(str(places[place]) for place in range(max(places) + 1))
        yield course.course, (), message % {"numbers": numbers}


def is_uneven(place: int, number: int, judged: Sequence[Asked]) -> bool:
    """Whether the key stands there so often, or so seldom, that chance does not explain it."""
    expected, error = by_chance(question for question in judged if len(question.options) > place)
    return abs(number - expected) > BEYOND_CHANCE * error


def position(question: Asked) -> int:
    return next(place for place, option in enumerate(question.options) if option.right)


@RULES.warning(
    why=gettext_lazy("Who knows two of the options knows this one, and with shuffled options nothing stands above."),
    remedy=gettext_lazy("Write an option of its own, or make it a question with several keys."),
    language="en",
)
def all_or_none(course: QuizMaterial) -> Found:
    for question in course.questions:
        for option in question.options:
            if match := ALL_OR_NONE.search(plain(option.text)):
                yield question.row, question.place(option), _("An option says “%(words)s”.") % {"words": match[0]}


@RULES.warning(
    why=gettext_lazy("Words such as “always” are seldom true, and students know it."),
    remedy=gettext_lazy("Say it without the word, or use one in the key as well."),
    language="en",
)
def absolute_distractors(course: QuizMaterial) -> Found:
    for question in course.questions:
        if any(ABSOLUTE.search(plain(option.text)) for option in question.options if option.right):
            continue
        for option in question.distractors:
            if match := ABSOLUTE.search(plain(option.text)):
                message = _("Only distractors are absolute: “%(word)s”.")
                yield question.row, question.place(option), message % {"word": match[0]}


@RULES.warning(
    why=gettext_lazy("A word of the stem that comes back only in the key points at it."),
    remedy=gettext_lazy("Use the word in a distractor as well, or in no option."),
    language="en",
)
def repeated_stem_words(course: QuizMaterial) -> Found:
    for question in course.questions:
        if question.key:
            others = set().union(*(telling_words(option.text) for option in question.distractors))
            only = (telling_words(question.own_words) & telling_words(question.key.text)) - others
            if only:
                words = ", ".join(sorted(only))
                message = _("Words of the stem that only the key has: %(words)s.")
                yield question.row, question.place(question.key), message % {"words": words}


@RULES.warning(
    why=gettext_lazy("An option of another kind than all others is left out without knowledge, or picked without it."),
    remedy=gettext_lazy("Offer things of one kind."),
)
def mixed_options(course: QuizMaterial) -> Found:
    kinds = kinds_by_name(course.of(Topic))
    for question in course.questions:
        found = [kinds.get(" ".join(plain(option.text).split()).lower()) for option in question.options]
        if len(found) > 2 and None not in found and len(set(found)) > 1:
            words = ", ".join(sorted(str(Topic.Kind(kind).label) for kind in set(found) if kind))
            yield question.row, ("payload",), _("The options are of several kinds: %(kinds)s.") % {"kinds": words}


def kinds_by_name(topics: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for topic in topics:
        for name in (topic.values["name"], *topic.values["aliases"], *topic.values["other_names"]):
            found.setdefault(name.lower(), topic.values["kind"])
    return found


@RULES.warning(
    why=gettext_lazy("“Not” is overread, and who knows what is right still does not know what is asked."),
    remedy=gettext_lazy("Ask for what is the case."),
    language="en",
)
def negative_stem(course: QuizMaterial) -> Found:
    for question in course.questions:
        if question.distractors:
            for asked in ASKING.findall(plain(question.stem)):
                if match := NEGATIVE.search(asked):
                    yield question.row, ("stem",), _("The stem asks with “%(word)s”.") % {"word": match[0]}
