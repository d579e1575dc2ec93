"""What of a marked item is told to its student, and when: the review options of a quiz.

They follow the quiz as it is now, so that a teacher can open what was hidden, also for attempts long handed in.
Moodle has the same for eight things at four times; here each of four things has the one moment from which it is told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.question_types.base import Outcome, Part


class From(TextChoices):
    """From which moment something is told, the earliest first."""

    MARKED = "marked", gettext_lazy("as soon as the item is marked")
    HANDED_IN = "handed_in", gettext_lazy("when the attempt is handed in")
    CLOSED = "closed", gettext_lazy("when the quiz has closed for the student")
    NEVER = "never", gettext_lazy("never")


ORDER = list(From)
THINGS = ("mark", "key", "rationale", "paragraph")
"""`Quiz.show_mark` and so on say from when."""


@dataclass(frozen=True)
class Told:
    mark: bool = True
    """What it earned, and so whether it was right."""
    key: bool = True
    rationale: bool = True
    paragraph: bool = True


EVERYTHING = Told()
VERDICT = Told(key=False, rationale=False, paragraph=False)
"""Between two tries."""
NOTHING = Told(mark=False, key=False, rationale=False, paragraph=False)


def moments(quiz: Any) -> dict[str, From]:
    """From when each thing is told. The key and the rationale give the mark away, so they never come before it."""
    found = {thing: From(getattr(quiz, f"show_{thing}")) for thing in THINGS}
    for thing in ("key", "rationale"):
        found[thing] = max(found[thing], found["mark"], key=ORDER.index)
    return found


def told_at(quiz: Any, moment: From) -> Told:
    """What is told at a moment that has come: an item is marked, an attempt handed in, a quiz closed."""
    reached = ORDER[: ORDER.index(moment) + 1]
    return Told(**{thing: when in reached for thing, when in moments(quiz).items()})


def waits_for_closing(quiz: Any) -> bool:
    return From.CLOSED in moments(quiz).values()


def as_told(outcome: Outcome, told: Told, *, asked: Collection[str]) -> Outcome:
    """An outcome without all that is not told; nothing that draws it can show what is not there.

    `asked` has the keys of the options that the student was shown; the words of other parts may be the key itself.
    """
    if told == EVERYTHING:
        return outcome
    shown = outcome if told.key else outcome.without_key().in_given_order()
    parts = [part_as_told(part, told) for part in shown.parts if may_stand(part, told, asked)]
    return replace(shown, parts=tuple(parts))


def may_stand(part: Part, told: Told, asked: Collection[str]) -> bool:
    """Whether the words of a part say no more than is told: an option, a prompt, or what was given and is judged."""
    return told.key or part.key in asked or bool(part.wanted) or (part.chosen and told.mark)


def part_as_told(part: Part, told: Told) -> Part:
    # What belongs to something that is wanted explains what is right, also beside a wrong answer.
    about_own = told.key or (part.chosen and (part.right or not part.wanted))
    changes: dict[str, Any] = {"is_told": told.mark or not part.chosen, "partly": part.partly and told.mark}
    if not told.key:
        # What the student has chosen may be known to be right; what was not chosen looks alike.
        changes |= {"wanted": "", "said": "", "right": part.right and part.chosen and told.mark}
    if not (told.rationale and about_own):
        changes |= {"rationale": "", "misconception": ""}
    if not (told.paragraph and about_own and told.mark):
        changes["claim"] = ""
    return replace(part, **changes)


def in_words(quiz: Any) -> list[str]:
    """A sentence for each moment at which something is told, for the page of the quiz."""
    when = moments(quiz)
    if quiz.feedback == "end":  # Then nothing is marked before.
        when = {thing: From.HANDED_IN if moment == From.MARKED else moment for thing, moment in when.items()}
    if all(moment == From.HANDED_IN for moment in when.values()):
        return [_("at once when you have handed in: what was right, why, and where it stands.")]
    words = {
        From.MARKED: _("As soon as an item is checked and fixed: %(things)s."),
        From.HANDED_IN: _("When you have handed in: %(things)s."),
        From.CLOSED: _("When the quiz has closed for you, that is when you have no attempt left: %(things)s."),
        From.NEVER: _("Not shown: %(things)s."),
    }
    groups: Mapping[From, list[str]] = {
        moment: [named(thing) for thing in THINGS if when[thing] == moment] for moment in From
    }
    return [words[moment] % {"things": ", ".join(things)} for moment, things in groups.items() if things]


def named(thing: str) -> str:
    names = {
        "mark": _("your mark"),
        "key": _("the right answer"),
        "rationale": _("why it is right or wrong"),
        "paragraph": _("where it stands"),
    }
    return names[thing]
