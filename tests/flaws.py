"""Flaws to plant in the real course, for each rule of the linter: each is made in a real row, whichever fits."""

from collections.abc import Callable, Iterator

from lessons.linting.english import telling_words
from lessons.linting.wording import hashes_of
from lessons.markdown import cited_keys
from lessons.models import Claim, Lesson, Section, Topic
from quizzes.linting.coverage import questions_of_claims, taught_claims
from quizzes.linting.material import Asked, letters
from quizzes.models import Item, Question, Quiz
from tests.linted import real
from tests.planting import (
    Planted,
    a_section,
    exact,
    faultless,
    first,
    key_text,
    whole,
    with_lesson,
    with_option,
    with_options,
    with_stem,
    with_text,
)


def misconception_of_nobody() -> Planted:
    return with_option(first(), right=False, misconception="believed-by-nobody")


def claim_of_another_course() -> Planted:
    return with_option(first(), right=False, claim="Z1f1")


def citation_of_nothing() -> Planted:
    return with_text(a_section().values["text"] + "\n\nSo it is.[P999]")


def topic_of_another_course() -> Planted:
    return with_text(a_section().values["text"] + "\n\nSee [[no-such-topic|it]].")


def citation_that_no_row_knows() -> Planted:
    decided = {claim.key: claim.values["paragraph"] for claim in real().of(Claim)}
    cites = {
        section.key: {decided.get(key, key) for key in cited_keys(section.values["text"])}
        for section in real().of(Section)
    }
    section = next(section for section in real().of(Section) if cites[section.key])
    missing = min(cites[section.key])
    return whole().having(cites={**cites, section.key: cites[section.key] - {missing}}), section.id


def figure_of_no_kind() -> Planted:
    return with_lesson(figure="A picture of a caravan", figure_text="A caravan.")


def figure_for_those_who_see() -> Planted:
    return with_lesson(figure="map: where the caravans went", figure_text="")


def document_that_says_the_same() -> Planted:
    words = " ".join(a_section().values["text"].split("\n")[0].split()[:8])
    assert len(words.split()) == 8
    return whole().having(wording=hashes_of([words])), a_section().id


def second_key() -> Planted:
    options = [{**option, "right": True} for option in first().row.values["payload"]["options"][:2]]
    return with_options(whole(), first(), options)


def option_without_rationale() -> Planted:
    return with_option(first(), right=False, rationale="")


def option_without_claim() -> Planted:
    return with_option(first(), right=False, claim="")


def keyed(keying: Claim.Keying) -> Iterator[Asked]:
    for question in faultless():
        wary = [claim for claim in question.deciding if claim.values["keying"] == keying]
        if len(wary) == len(question.deciding) == 1:
            yield question


def view_of_nobody() -> Planted:
    return exact(with_stem(question, "Which of these is so?") for question in keyed(Claim.Keying.ATTRIBUTE))


def fact_of_no_time() -> Planted:
    return exact(with_stem(question, "Which of these is so?") for question in keyed(Claim.Keying.DATE))


def question_asked_twice() -> Planted:
    copy = whole().added(Question, "ZCOPY", like=first().row.key, status="draft", enemies=[])
    return copy, (Question, "ZCOPY")


def enemies_side_by_side() -> Planted:
    quiz = next(quiz for quiz in real().of(Quiz) if real().items[quiz.key])
    item = real().items[quiz.key][0]
    return exact(pairs_in(quiz.key, item.key))


def pairs_in(quiz: str, like: str) -> Iterator[Planted]:
    fixed = {"draw": None, "area": "", "bloom": "", "module": None, "topic": None, "claim": None}
    for question, enemies in real().bank.enemies.items():
        for enemy in sorted(enemies & real().bank.entries.keys()):
            course = whole().added(Item, "one", like=like, quiz=quiz, **{**fixed, "question": question})
            yield course.added(Item, "two", like=like, quiz=quiz, **{**fixed, "question": enemy}), (Item, "two")


def draw_beyond_the_bank() -> Planted:
    item = next(item for item in real().of(Item) if item.values["draw"])
    return whole().changed(Item, item.key, draw=999), item.id


def prerequisite_that_nobody_sees() -> Planted:
    values = {"key": "L99", "status": "draft", "figure": "", "figure_text": "", "waivers": {}}
    draft = whole().added(Lesson, "unseen", like=real().of(Lesson)[0].key, **values)
    quiz = next(quiz for quiz in real().of(Quiz) if quiz.values["status"] == Quiz.Status.PUBLISHED)
    return draft.changed(Quiz, quiz.key, after_lesson="unseen"), quiz.id


def sentence_without_end() -> Planted:
    return with_text(a_section().values["text"] + "\n\nIt " + "goes on and " * 18 + "ends.")


def sentences_without_rest() -> Planted:
    return with_text(" ".join(["Of this sentence we can say that it " + "goes on and " * 6 + "ends."] * 4))


def time_without_date() -> Planted:
    return with_text(a_section().values["text"] + "\n\nIt is currently so.")


def key_that_says_more() -> Planted:
    question = first()
    longest = max(letters(option.text) for option in question.options)
    return with_option(question, right=True, text=f"{key_text(question)} {'o' * longest}")


def keys_that_all_say_more() -> Planted:
    course = whole()
    for question in (question for question in real().ready if question.key):
        longest = max(letters(option.text) for option in question.distractors)
        options = [dict(option) for option in question.row.values["payload"].get("options", [])]
        for option in options:
            if option.get("right") and letters(option["text"]) <= longest:
                option["text"] += " " + "o" * max(1, longest - letters(option["text"]))
                course, _row = with_options(course, question, options)
    return course, real().course.id


def keys_in_first_place() -> Planted:
    course = whole()
    for question in (question for question in real().ready if question.key):
        options = question.row.values["payload"].get("options", [])
        if options:
            course, _row = with_options(course, question, sorted(options, key=lambda option: not option.get("right")))
    return course, real().course.id


def option_about_options() -> Planted:
    return with_option(first(), right=False, text="Both of these")


def option_that_is_always_wrong() -> Planted:
    text = first().distractors[0].text
    return with_option(first(), right=False, text=f"{text}, always")


def echo_of_the_stem() -> Planted:
    course, row = with_option(first(), right=True, text=f"{key_text(first())} (ibex)")
    return course.changed(Question, row[1], stem=f"{first().stem} Think of the ibex."), row


def options_of_two_kinds() -> Planted:
    return exact(mixed(question) for question in faultless())


def mixed(question: Asked) -> Planted:
    asked = telling_words(question.own_words)
    names: dict[str, list[str]] = {}
    for topic in real().of(Topic):
        if not telling_words(topic.values["name"]) & asked:
            names.setdefault(topic.values["kind"], []).append(topic.values["name"])
    texts = [names["actor"][0], *names["place"][: len(question.options) - 1]]
    options = [
        {**option, "text": text}
        for option, text in zip(question.row.values["payload"]["options"], sorted(texts, key=len), strict=True)
    ]
    return with_options(whole(), question, options)


def question_with_not() -> Planted:
    return with_stem(first(), f"{first().stem} Or is it not so?")


def claim_that_nobody_asks() -> Planted:
    return exact(unasked())


def unasked() -> Iterator[Planted]:
    for claim in taught_claims(real()):
        course = whole()
        for question in questions_of_claims(real()).get(claim.key, []):
            others = [key for key in question.row.values["claims"] if key != claim.key]
            course = course.changed(Question, question.row.key, claims=others)
        yield course, claim.id


def claim_only_recalled() -> Planted:
    return exact(recalled())


def recalled() -> Iterator[Planted]:
    for claim in taught_claims(real()):
        questions = questions_of_claims(real()).get(claim.key, [])
        course = whole()
        for question in questions:
            course = course.changed(Question, question.row.key, bloom="remember")
        if len(questions) > 1:
            yield course, claim.id


def section_that_asks_nothing() -> Planted:
    checks = [question.row for question in real().ready if question.row.values["section"]]
    section, other, *_rest = dict.fromkeys(check.values["section"] for check in checks)
    course = whole()
    for check in checks:
        if check.values["section"] == section:
            course = course.changed(Question, check.key, section=other)
    return course, (Section, section)


def question_for_nobody() -> Planted:
    question = next(question for question in faultless() if question.row.values["use"] == Question.Use.QUIZ)
    return whole().changed(Question, question.row.key, use="reserved"), question.row.id


def waiver_of_nothing() -> Planted:
    return whole().changed(Question, first().row.key, waivers={"no-such-rule": "It is so."}), first().row.id


def waiver_of_an_error() -> Planted:
    return whole().changed(Question, first().row.key, waivers={"duplicate-stem": "It is so."}), first().row.id


def waiver_gone_stale() -> Planted:
    return whole().changed(Question, first().row.key, waivers={"negative-stem": "It is so."}), first().row.id


FLAWS: list[tuple[str, Callable[[], Planted]]] = [
    ("dead-reference", misconception_of_nobody),
    ("dead-reference", claim_of_another_course),
    ("dead-reference", citation_of_nothing),
    ("dead-reference", topic_of_another_course),
    ("citation-without-row", citation_that_no_row_knows),
    ("unknown-figure", figure_of_no_kind),
    ("figure-without-words", figure_for_those_who_see),
    ("shared-wording", document_that_says_the_same),
    ("unfinished-question", second_key),
    ("unfinished-question", option_without_rationale),
    ("unfinished-question", option_without_claim),
    ("missing-attribution", view_of_nobody),
    ("missing-time", fact_of_no_time),
    ("duplicate-stem", question_asked_twice),
    ("enemies-in-quiz", enemies_side_by_side),
    ("short-draw", draw_beyond_the_bank),
    ("unpublished-prerequisite", prerequisite_that_nobody_sees),
    ("long-sentence", sentence_without_end),
    ("long-sentences", sentences_without_rest),
    ("undated-now", time_without_date),
    ("longest-key", key_that_says_more),
    ("longest-keys-in-bank", keys_that_all_say_more),
    ("key-positions", keys_in_first_place),
    ("all-or-none", option_about_options),
    ("absolute-distractors", option_that_is_always_wrong),
    ("repeated-stem-words", echo_of_the_stem),
    ("mixed-options", options_of_two_kinds),
    ("negative-stem", question_with_not),
    ("untested-claim", claim_that_nobody_asks),
    ("shallow-claim", claim_only_recalled),
    ("section-without-checks", section_that_asks_nothing),
    ("unused-question", question_for_nobody),
    ("unknown-waiver", waiver_of_nothing),
    ("unknown-waiver", waiver_of_an_error),
    ("unneeded-waiver", waiver_gone_stale),
]
