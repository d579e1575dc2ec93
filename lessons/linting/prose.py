"""Warnings about how lessons and questions are written."""

import re
from statistics import mean

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.linting.english import sentences, words
from lessons.linting.material import Material
from lessons.linting.rules import Found, Rulebook
from lessons.models import Section

RULES = Rulebook()

MOST_WORDS = 35
MOST_ON_AVERAGE = 20
NOW = re.compile(
    # At the head of a sentence “now” only leads on, as in “Now follow the two lines.”
    r"(?<!^)\bnow\b|(?<!had )\b(?:recently|lately)\b"
    r"|\b(?:nowadays|today|currently|at present|at the moment|these days|in recent years)\b",
    re.I,
)
DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:when|before|after|until|as) the (?:paper|post|text|author|document)\b"
    r"|\bat (?:the|that) time\b|\bof (?:its|his|her|their) (?:day|time)\b"
)
"""What fixes the time of a sentence."""


@RULES.warning(
    why=gettext_lazy("A sentence of more than 35 words has to be read twice, above all in a second language."),
    remedy=gettext_lazy("Make two sentences of it."),
    language="en",
)
def long_sentence(course: Material) -> Found:
    for prose in course.prose:
        for sentence in sentences(prose.text):
            number = len(words(sentence))
            if number > MOST_WORDS:
                message = _("A sentence has %(number)s words: “%(start)s …”.")
                yield prose.row, prose.path, message % {"number": number, "start": " ".join(sentence.split()[:6])}


@RULES.warning(
    why=gettext_lazy("Prose whose sentences have more than 20 words on average tires its readers."),
    remedy=gettext_lazy("Shorten the longest sentences."),
    language="en",
)
def long_sentences(course: Material) -> Found:
    for section in course.of(Section):
        lengths = [len(words(sentence)) for sentence in sentences(section.values["text"])]
        if lengths and mean(lengths) > MOST_ON_AVERAGE:
            message = _("Its sentences have %(number).1f words on average.")
            yield section, ("text",), message % {"number": mean(lengths)}


@RULES.warning(
    why=gettext_lazy("A text is read years after it was written: “now” has no date."),
    remedy=gettext_lazy("Say when: “in 2013”, “when the paper was written”."),
    language="en",
)
def undated_now(course: Material) -> Found:
    for prose in course.prose:
        if any(prose.row.values.get(name) for name in ("date", "as_of")):
            continue
        for sentence in sentences(prose.text):
            if (match := NOW.search(sentence)) and not DATE.search(sentence):
                message = _("“%(word)s” has no date: “%(sentence)s”.")
                yield prose.row, prose.path, message % {"word": match[0], "sentence": sentence}
