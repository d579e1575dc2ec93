"""What holds for every question type, on the examples that each type brings."""

import json
import re
from html import unescape
from random import Random
from typing import Any, NamedTuple

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lessons.markdown import plain_text
from lessons.templatetags.prose import inline_markdown
from quizzes.question_types import QUESTION_TYPES, type_choices
from quizzes.question_types.base import Answer, QuestionType
from tests.quizzes.question_types.browser import answer_post, form_post

TYPES = pytest.mark.parametrize("question_type", QUESTION_TYPES.values(), ids=QUESTION_TYPES)
EXAMPLES = pytest.mark.parametrize(
    ("question", "answer", "fraction"),
    [example for cls in QUESTION_TYPES.values() for example in cls.examples()],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\x00") | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class Link(NamedTuple):
    """What an outcome shows of a claim."""

    href: str
    label: str
    voice_class: str


def shown(words: str) -> str:
    """What a page shows of Markdown."""
    return unescape(re.sub("<[^>]*>", "", inline_markdown(words)))


def draw(question: QuestionType, **context: Any) -> str:
    return render_to_string(question.template_name, {"stem": "What of it?", "claims": {}, **context})


def answer_names(question_type: type[QuestionType]) -> set[str]:
    return {name for _question, answer, _fraction in question_type.examples() for name in answer}


def edit_post(question: QuestionType) -> QueryDict:
    edit = type(question).edit_form(payload=question.to_payload())
    return form_post(render_to_string(edit.template_name, {"edit": edit}))


def with_other_keys(question: QuestionType) -> list[QuestionType]:
    """The same texts in the same order, and something else that decides: what is not a key or a text is moved on
    to the next row, or turned round; where nothing else decides, one word out of a few is exchanged."""
    payload = question.to_payload()
    others = []
    for name, value in payload.items():
        if isinstance(value, bool):
            others.append({**payload, name: not value})
        if isinstance(value, list):
            for field in {field for row in value for field in row} - {"key", "text", "gap", "lat", "lon"}:
                moved = [row.get(field) for row in value[1:] + value[:1]]
                rows = [{**row, field: other} for row, other in zip(value, moved, strict=True)]
                others.append({**payload, name: [{k: v for k, v in row.items() if v is not None} for row in rows]})
    if not others:
        fields = type(question).model_json_schema()["properties"]
        others = [{**payload, name: word} for name in payload for word in fields[name].get("enum", [])]
    return [type(question).model_validate(other) for other in others]


def reworded(value: Any) -> Any:
    """A payload with its rows turned round, other texts and no reasons."""
    if isinstance(value, list):
        return [reworded(row) for row in value[::-1]]
    if not isinstance(value, dict):
        return value
    words = {name: "" for name in value if name.startswith("rationale")}
    words |= {"text": f"Other than {value['text']}"} if "text" in value else {}
    return {name: reworded(inner) for name, inner in value.items()} | words


def test_the_registry_offers_each_type_by_its_slug() -> None:
    assert [slug for slug, _label in type_choices()] == [
        *("single_choice", "multiple_choice", "true_false", "matching", "map_hotspot", "ordering", "categorise"),
        *("short_answer", "numeric", "cloze", "essay", "voice"),
    ]


@EXAMPLES
def test_a_payload_survives_json(question: QuestionType, answer: Answer, fraction: float) -> None:
    payload = json.loads(json.dumps(question.to_payload()))

    assert type(question).model_validate(payload) == question
    assert type(question).model_validate(payload).to_payload() == question.to_payload()


@TYPES
def test_a_payload_with_an_unknown_field_is_refused(question_type: type[QuestionType]) -> None:
    question, _answer, _fraction = next(question_type.examples())

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        question_type.model_validate({**question.to_payload(), "hint": "x"})


@TYPES
@given(payload=JSON)
def test_a_payload_of_nonsense_is_refused(question_type: type[QuestionType], payload: Any) -> None:
    with pytest.raises(ValidationError):
        question_type.model_validate(payload)


@EXAMPLES
@given(draw=st.randoms(use_true_random=False), skill=st.sampled_from([0.0, 0.5, 1.0]))
def test_a_simulated_student_gives_valid_answers_and_the_key_if_skilled(
    question: QuestionType, answer: Answer, fraction: float, draw: Random, skill: float
) -> None:
    given_answer = question.simulated_answer(draw, skill=skill)

    assert question.answer_form(given_answer).is_valid()
    if skill == 1 and not question.marked_by_hand:
        assert question.mark(given_answer).fraction == 1


@pytest.mark.parametrize("question_type", [cls for cls in QUESTION_TYPES.values() if not cls.marked_by_hand])
def test_blind_guessing_earns_the_guess_score(question_type: type[QuestionType]) -> None:
    draw = Random(7)
    for question in {id(question): question for question, _answer, _fraction in question_type.examples()}.values():
        earned = [question.mark(question.simulated_answer(draw, skill=0)).fraction for _ in range(4000)]
        assert abs(sum(earned) / len(earned) - question.guess_score()) < 0.03


@TYPES
def test_an_example_shows_the_key_and_a_blank_answer(question_type: type[QuestionType]) -> None:
    examples = list(question_type.examples())

    best = None if question_type.marked_by_hand else 1
    assert {0, best} <= {fraction for _question, _answer, fraction in examples}
    assert {} in [answer for _question, answer, _fraction in examples]


@EXAMPLES
def test_a_stored_answer_comes_back_equal(question: QuestionType, answer: Answer, fraction: float) -> None:
    form = question.answer_form(answer)

    assert form.is_valid()
    assert form.cleaned_data == answer == json.loads(json.dumps(form.cleaned_data))


@EXAMPLES
def test_a_posted_answer_comes_back_equal(question: QuestionType, answer: Answer, fraction: float) -> None:
    form = question.answer_form(answer_post(question, answer, "i7"), prefix="i7")

    assert form.is_valid()
    assert form.cleaned_data == answer


@EXAMPLES
def test_an_answer_earns_its_fraction(question: QuestionType, answer: Answer, fraction: float) -> None:
    assert question.mark(answer).fraction == fraction


@EXAMPLES
def test_the_claims_that_decide_are_those_behind_a_full_mark(
    question: QuestionType, answer: Answer, fraction: float
) -> None:
    deciding = question.deciding_claims()

    assert deciding
    assert len(deciding) == len(set(deciding))
    assert set(deciding) <= set(question.claim_keys())
    if fraction == 1:
        assert set(deciding) == set(question.mark(answer).deciding)


@TYPES
def test_a_claim_that_only_tells_why_something_is_wrong_does_not_decide(question_type: type[QuestionType]) -> None:
    """Two questions may use the same claim against a distractor: neither answer follows from the other."""
    for question, _answer, _fraction in question_type.examples():
        wrong = {part.claim for part in question.mark({}).parts if not part.right and not part.wanted}
        right = {part.claim for part in question.mark({}).parts if part.right or part.wanted}
        assert not (wrong - right) & set(question.deciding_claims())


@EXAMPLES
def test_no_answer_is_valid_and_earns_nothing(question: QuestionType, answer: Answer, fraction: float) -> None:
    forms = [question.answer_form({}), question.answer_form(QueryDict("other=1"), prefix="i1")]

    assert [form.is_valid() for form in forms] == [True, True]
    assert [form.cleaned_data for form in forms] == [{}, {}]
    assert question.is_blank({})
    assert question.mark({}).fraction == 0


@EXAMPLES
def test_a_blank_value_is_stored_as_no_answer(question: QuestionType, answer: Answer, fraction: float) -> None:
    for name in answer:
        form = question.answer_form({name: None})

        assert form.is_valid()
        assert form.cleaned_data == {}


@EXAMPLES
def test_an_answer_can_be_described(question: QuestionType, answer: Answer, fraction: float) -> None:
    assert (question.describe(answer) == "no answer") is question.is_blank(answer)
    assert question.describe(answer) != ""


@EXAMPLES
def test_marking_leaves_every_part_in_its_place(question: QuestionType, answer: Answer, fraction: float) -> None:
    outcome = question.mark(answer)
    keys = [part.key for part in outcome.parts]
    dealt = question.option_keys()[::-1]

    assert keys == [part.key for part in question.mark({}).parts]
    if outcome.keeps_order:
        assert outcome.in_order(keys[::-1]) == outcome
        return
    assert [part.key for part in outcome.in_order(keys[::-1]).parts] == keys[::-1]
    assert outcome.in_order(keys[-1:]).parts[0].key == keys[-1]
    assert [part.key for part in outcome.in_order(dealt).parts] in (keys, dealt)


@EXAMPLES
def test_the_form_shows_nothing_of_the_key(question: QuestionType, answer: Answer, fraction: float) -> None:
    secrets = [text for part in question.mark({}).parts for text in (part.rationale, part.claim) if text]
    secrets += question.claim_keys() + question.misconception_keys()

    html = draw(question, form=question.answer_form(answer, prefix=None))

    assert len(secrets) > 2
    assert [secret for secret in secrets if secret in html] == []


@EXAMPLES
def test_the_form_is_the_same_whatever_the_key(question: QuestionType, answer: Answer, fraction: float) -> None:
    others = with_other_keys(question)

    assert any(other.marking_payload() != question.marking_payload() for other in others)
    assert {draw(other, form=other.answer_form()) for other in others} == {draw(question, form=question.answer_form())}


@EXAMPLES
def test_the_form_shows_what_was_chosen(question: QuestionType, answer: Answer, fraction: float) -> None:
    html = draw(question, form=question.answer_form(initial=answer))

    chosen = re.findall(
        r"<input[^>]* checked|<option[^>]* selected|<input[^>]* type=\"text\"[^>]* value=\"[^\"]+\"", html
    )
    assert len(chosen) == sum(part.chosen for part in question.mark(answer).parts)


@EXAMPLES
def test_an_error_is_bound_to_the_form(question: QuestionType, answer: Answer, fraction: float) -> None:
    html = draw(question, form=question.answer_form({"unknown": 1}))

    (ids,) = re.findall(r'<fieldset[^>]* aria-describedby="([^"]*)"', html)
    assert [id_ for id_ in ids.split() if f'id="{id_}"' not in html] == []
    assert "This answer cannot be read." in html


@EXAMPLES
def test_the_outcome_says_why(question: QuestionType, answer: Answer, fraction: float) -> None:
    outcome = question.mark(answer)

    html = draw(question, outcome=outcome)

    assert [part.rationale in html for part in outcome.parts] == [p.chosen or p.right for p in outcome.parts]
    assert re.findall("<input|<select", html) == []


@EXAMPLES
def test_the_outcome_links_to_the_claims_that_decide(question: QuestionType, answer: Answer, fraction: float) -> None:
    links = {key: Link(f"/{key}", key, "fact") for key in question.claim_keys()}
    outcome = question.mark(answer)

    html = draw(question, outcome=outcome, claims=links)

    assert re.findall(r'class="chip fact" href="/([^"]*)"', html) == [
        part.claim for part in outcome.parts if part.chosen or part.right
    ]


@EXAMPLES
def test_what_decides_marks_has_neither_wording_nor_order(
    question: QuestionType, answer: Answer, fraction: float
) -> None:
    other = type(question).model_validate(reworded(question.to_payload()))

    assert other != question
    assert other.marking_payload() == question.marking_payload()
    assert json.loads(json.dumps(question.marking_payload())) == question.marking_payload()


@EXAMPLES
def test_an_example_is_ready_to_be_asked(question: QuestionType, answer: Answer, fraction: float) -> None:
    assert question.problems() == []


@TYPES
@given(value=JSON, whole=st.booleans())
def test_no_json_breaks_the_answer_form(question_type: type[QuestionType], value: Any, whole: bool) -> None:
    question, _answer, _fraction = next(question_type.examples())
    names = answer_names(question_type)
    form = question.answer_form(value if whole else dict.fromkeys(names, value))

    if value is not None or not whole:
        assert form.is_valid() is not bool(form.errors)
    assert "<fieldset" in draw(question, form=form)


@EXAMPLES
def test_the_edit_form_gives_the_payload_back(question: QuestionType, answer: Answer, fraction: float) -> None:
    edit = type(question).edit_form(edit_post(question), payload=question.to_payload())

    assert edit.is_valid()
    assert edit.save() == question
    assert edit.is_ready()


@EXAMPLES
def test_every_field_of_the_edit_form_has_a_label(question: QuestionType, answer: Answer, fraction: float) -> None:
    edit = type(question).edit_form(payload=question.to_payload())
    html = render_to_string(edit.template_name, {"edit": edit})

    ids = re.findall(r'<(?:input(?! type="hidden")|textarea|select)[^>]* id="([^"]*)"', html)
    assert sorted(set(ids)) == sorted(ids)
    assert [id_ for id_ in ids if f'<label for="{id_}"' not in html and f'class="lb" for="{id_}"' not in html] == []


@TYPES
def test_an_empty_edit_form_is_refused(question_type: type[QuestionType]) -> None:
    edit = question_type.edit_form(QueryDict())

    assert not edit.is_valid()


@pytest.mark.parametrize(
    "typed",
    [
        *("*so* _so_ `so` ~~so~~", "[P9f1] [[base|so]] [so](http://x.org)", "<b>so</b> & &amp; <http://x.org>"),
        *(""" "so" 'so' it's """.strip(), "(c) (tm) +- -- --- ... ???? !!!! ,,", r"\* \\ \"", "![so](x) # so", "1. so"),
    ],
)
def test_what_was_typed_is_shown_and_written_as_it_was_typed(typed: str) -> None:
    for slug, name in (("short_answer", "answer"), ("essay", "text")):
        question = next(QUESTION_TYPES[slug].examples())[0]
        form = question.answer_form({name: typed})
        assert form.is_valid()
        words = question.describe(form.cleaned_data)
        assert (shown(words), plain_text(words)) == (typed, typed)


def test_the_lines_of_an_essay_stay_lines() -> None:
    words = next(QUESTION_TYPES["essay"].examples())[0].describe({"text": "One.\n\n- Two."})

    assert inline_markdown(words) == "One.<br>\n<br>\n- Two."
    assert plain_text(words) == "One.\n\n- Two."
