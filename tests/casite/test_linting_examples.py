"""Each rule of the linter by an example that it finds fault with, and one like it that it lets pass."""

import pytest

from casite.linting import RULES
from lessons.linting.wording import hashes_of
from lessons.models import Claim, Lesson, Section
from quizzes.models import Item, Question, Quiz
from tests.linted import BY_CODE, Course, asking, bank, choices, tiny_course

SENTENCE = "The road is open and it is long"
OF_21_WORDS = f"{SENTENCE} and so is the way, and beyond the way there is a river that runs."
LONG = " ".join([SENTENCE, *["and so is the other road"] * 6]) + "."
WORDING = hashes_of(["The road to the north is open for traders of all kinds."])
FIGURE = "map: the road from the coast to the north"


def section(text: str) -> Course:
    return tiny_course().changed(Section, "L01s1", text=text)


def lesson(**values: object) -> Course:
    return tiny_course().changed(Lesson, "roads", **values)


def keyed(keying: Claim.Keying, stem: str) -> Course:
    return tiny_course().changed(Claim, "P1f1", keying=keying).changed(Question, "Q1", stem=stem)


def two_questions(**second: object) -> Course:
    """Both are decided by the same claim, so that they are enemies."""
    course = tiny_course().added(Question, "Q2", like="Q1", stem="What does the paper call the state of the way?")
    return course.added(Item, "roads-2", like="roads-1", question="Q2", **second)


def after_lesson(status: str) -> Course:
    course = tiny_course().added(Lesson, "bridges", like="roads", key="L02", status=status)
    return course.changed(Quiz, "roads", after_lesson="bridges")


def with_questions(*levels: str) -> Course:
    """P1f1, which a published lesson teaches, with a question of each level."""
    course = tiny_course().changed(Question, "Q1", claims=[])
    for n, level in enumerate(levels):
        stem = f"What does the paper say, in its part {n}?"
        course = course.added(Question, f"T{n}", like="Q1", stem=stem, claims=["P1f1"], bloom=level)
    return course


EXAMPLES: dict[str, tuple[Course, Course]] = {
    "dead-reference": (section("It is open.[P9f9]"), section("It is open.[P1f1]")),
    "citation-without-row": (
        tiny_course().having(cites={"L01s1": {"P2"}, "L01s2": {"P2"}}),
        tiny_course().having(cites={"L01s1": {"P1"}, "L01s2": {"P2"}}),
    ),
    "unknown-figure": (
        lesson(figure="A picture of the road", figure_text="A road."),
        lesson(figure=FIGURE, figure_text="A road."),
    ),
    "figure-without-words": (lesson(figure=FIGURE), lesson(figure=FIGURE, figure_text="A road.")),
    "shared-wording": (
        section("They say the *Road to the north* is open for traders.").having(wording=WORDING),
        section("The road to the north is open to everybody who trades.").having(wording=WORDING),
    ),
    "unfinished-question": (
        tiny_course().changed(Question, "Q1", explanation=""),
        tiny_course().changed(Question, "Q1", explanation="", status="draft"),
    ),
    "missing-attribution": (
        keyed(Claim.Keying.ATTRIBUTE, "Is the road open?"),
        keyed(Claim.Keying.ATTRIBUTE, "In the author’s view, is the road open?"),
    ),
    "missing-time": (
        keyed(Claim.Keying.DATE, "Is the road open?"),
        keyed(Claim.Keying.DATE, "Was the road open in 2013?"),
    ),
    "duplicate-stem": (
        tiny_course().added(Question, "Q2", like="Q1", stem="Is the *road* open?"),
        tiny_course().added(Question, "Q2", like="Q1", stem="Who opened the road?"),
    ),
    "enemies-in-quiz": (two_questions(), two_questions(retired=True)),
    "short-draw": (
        tiny_course().changed(Item, "roads-1", question=None, draw=2, area="actor"),
        tiny_course().changed(Item, "roads-1", question=None, draw=1, area="actor"),
    ),
    "unpublished-prerequisite": (after_lesson("draft"), after_lesson("published")),
    "long-sentence": (section(LONG), section(f"{SENTENCE}. {SENTENCE}.")),
    "long-sentences": (section(OF_21_WORDS), section(f"{OF_21_WORDS} So it is.")),
    "undated-now": (section("The road is currently open."), section("In 2013 the road was currently open.")),
    "longest-key": (
        asking("Which road is open?", "The long road over the hills to the coast", "The other", "The third"),
        asking("Which road is open?", "The road to the coast", "The road to the hills", "The third road"),
    ),
    "longest-keys-in-bank": (
        bank(20, lambda n: choices("To the far north", "To the sea", "To the bay")),
        bank(20, lambda n: choices(["North", "To the north", "To the far north"][n % 3], "To the sea", "To the coast")),
    ),
    "key-positions": (
        bank(20, lambda n: choices("North", "South", "West")),
        bank(20, lambda n: choices("North", "South", "West", place=n % 3)),
    ),
    "all-or-none": (
        asking("Which road is open?", "The first", "The second", "None of the above"),
        asking("Which road is open?", "The first", "The second", "The third"),
    ),
    "absolute-distractors": (
        asking("When is it open?", "By day", "Always, in every season", "By night"),
        asking("When is it open?", "Always by day", "Always in summer", "By night"),
    ),
    "repeated-stem-words": (
        asking("Which caravan came first?", "The caravan of silk", "The train of salt", "The ship of tea"),
        asking("Which caravan came first?", "The one with silk", "The one with salt", "The one with tea"),
    ),
    "mixed-options": (
        asking("What is open?", "Road", "Author", "The long road"),
        asking("What is open?", "Road", "The long road", "Neither"),
    ),
    "negative-stem": (
        asking("Which road is not open?", "The first", "The second"),
        asking("The road is not open. Who says so?", "The first", "The second"),
    ),
    "untested-claim": (with_questions(), with_questions("remember")),
    "shallow-claim": (with_questions("remember", "remember"), with_questions("remember", "apply")),
    "section-without-checks": (
        tiny_course(),
        tiny_course()
        .changed(Question, "Q1", use="check", section="L01s1")
        .added(Question, "Q2", like="Q1", stem="How long is it?", use="check", section="L01s2"),
    ),
    "unused-question": (tiny_course().changed(Item, "roads-1", retired=True), tiny_course()),
}


def test_every_rule_has_its_examples() -> None:
    assert [*EXAMPLES] == [rule.code for rule in RULES]


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_rule_finds_the_bad_example_and_lets_the_good_one_pass(code: str) -> None:
    bad, good = EXAMPLES[code]
    rule = BY_CODE[code]

    assert list(rule.check(bad.material))
    assert not list(rule.check(good.material))


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_rule_says_why_it_is_there_and_what_to_do(code: str) -> None:
    for text in (str(BY_CODE[code].why), str(BY_CODE[code].remedy)):
        assert text.endswith((".", "”."))
        assert len(text.split()) > 3
