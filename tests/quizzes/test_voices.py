"""“Whose claim is it?”, made from a claim: no answer that could be defended is wrong."""

from itertools import pairwise
from typing import Any

import pytest

from lessons.models import Claim, Course, Topic
from quizzes.versions import version_of_claim
from quizzes.voices import stem_of, voice_items
from tests.factories import make_claim, make_course, make_document, make_paragraph, make_relation, make_topic

pytestmark = pytest.mark.django_db

OTHERS = ("herald", "minister", "envoy")


@pytest.fixture
def course() -> Course:
    """Three others say something in paragraphs of their own."""
    course = make_course()
    for name in OTHERS:
        say(course, name, kind="reported_claim")
    return course


def say(course: Course, *names: str, key: str = "", **fields: Any) -> Claim:
    """A claim with speakers, who are topics of the course or made to be."""
    claim = make_claim(course, key, **fields)
    claim.speakers.set([topic(course, name) for name in names])
    return claim


def topic(course: Course, slug: str) -> Topic:
    return course.topic_set.filter(slug=slug).first() or make_topic(course, slug)


def offered(claim: Claim) -> tuple[list[str], list[str]]:
    """The speakers who are right, and the others."""
    item = voice_items(claim.course)[claim.pk]
    right = [speaker.key for speaker in item.speakers if speaker.right]
    return right, sorted(speaker.key for speaker in item.speakers if not speaker.right)


def test_a_claim_is_asked_for_its_speaker_and_its_kind(course: Course) -> None:
    claim = say(course, "author", kind="author_claim")

    item = voice_items(course)[claim.pk]

    assert offered(claim) == (["author"], sorted(OTHERS))
    assert (item.kind, item.claim, item.asked_parts) == ("author_claim", claim.key, ["speaker", "kind"])
    assert item.mark({"speaker": "author", "kind": "author_claim"}).fraction == 1


def test_each_of_several_speakers_is_right(course: Course) -> None:
    claim = say(course, "author", "printer", kind="author_claim")

    assert offered(claim) == (["author", "printer"], sorted(OTHERS))


@pytest.mark.parametrize("kind", ["fact", "author_claim", "reported_claim"])
def test_a_claim_without_a_speaker_is_asked_for_its_kind_only(course: Course, kind: str) -> None:
    claim = make_claim(course, kind=kind)
    item = voice_items(course)[claim.pk]

    assert (item.asked_parts, item.kind) == (["kind"], kind)


@pytest.mark.parametrize("mode", ["evaluative", "causal", "predictive", "normative"])
def test_a_fact_that_is_more_than_described_is_left_out(course: Course, mode: str) -> None:
    claim = make_claim(course, mode=mode)

    assert claim.pk not in voice_items(course)


def test_a_fact_with_a_speaker_is_left_out(course: Course) -> None:
    claim = say(course, "author")

    assert claim.pk not in voice_items(course)


def test_what_stands_in_two_documents_is_left_out(course: Course) -> None:
    one, other = say(course, "author", kind="author_claim"), say(course, "author", kind="author_claim")
    one.also_in.add(make_paragraph(course, "P77"))
    other.also_in.add(make_paragraph(course, "S1", document=make_document(course, "S")))

    assert (one.pk in voice_items(course), other.pk in voice_items(course)) == (True, False)


def test_what_is_stated_twice_with_two_voices_is_left_out(course: Course) -> None:
    one = say(course, "author", kind="author_claim", statement="The road is closed.")
    other = say(course, "envoy", kind="quoted_claim", statement="The road is closed!")

    assert {one.pk, other.pk} & voice_items(course).keys() == set()


def test_a_retired_claim_is_not_asked_and_its_speaker_is_not_offered(course: Course) -> None:
    gone = say(course, "ghost", kind="reported_claim", retired=True)
    claim = say(course, "author", kind="author_claim")

    assert gone.pk not in voice_items(course)
    assert "ghost" not in offered(claim)[1]


def test_whoever_speaks_in_its_paragraphs_is_not_offered(course: Course) -> None:
    claim = say(course, "author", kind="author_claim", key="P50f1")
    claim.paragraph.speakers.add(topic(course, "herald"))
    claim.also_in.add(make_paragraph(course, "P51"))
    say(course, "clerk", "author", key="P51f2", kind="reported_claim")
    say(course, "porter", kind="reported_claim")

    assert offered(claim)[1] == ["envoy", "minister", "porter"]


def test_whom_the_claim_is_about_is_not_offered(course: Course) -> None:
    topic(course, "minister")
    course.topic_set.filter(slug="minister").update(aliases=["The Cabinet"])
    claim = say(course, "author", kind="author_claim", statement="The cabinet fell; its herald fled.")
    claim.topics.add(topic(course, "envoy"))
    for name in ("clerk", "porter"):
        say(course, name, kind="reported_claim")

    assert offered(claim)[1] == ["clerk", "porter"]


def test_the_author_of_the_document_may_be_named_for_what_it_quotes(course: Course) -> None:
    say(course, "author", kind="author_claim")
    quoted = say(course, "porter", kind="quoted_claim")
    own = say(course, "printer", kind="author_claim")

    assert "author" not in offered(quoted)[1]
    assert offered(own)[0] == ["printer"]


@pytest.mark.parametrize("chain", [["part_of"], ["member_of", "part_of"], ["quotes"]])
@pytest.mark.parametrize("upwards", [True, False])
def test_a_part_may_speak_for_its_whole(course: Course, chain: list[str], upwards: bool) -> None:
    claim = say(course, "author", kind="author_claim")
    say(course, "porter", kind="reported_claim")
    stations = [topic(course, "author"), *[make_topic(course) for _ in chain[1:]], topic(course, "herald")]
    if not upwards:
        stations.reverse()
    for predicate, (below, above) in zip(chain, pairwise(stations), strict=True):
        make_relation(below, above, predicate=predicate)

    assert offered(claim)[1] == ["envoy", "minister", "porter"]


def test_a_name_inside_another_is_not_offered(course: Course) -> None:
    course.topic_set.filter(slug="herald").update(name="The Herald of Roads")
    course.topic_set.filter(slug="minister").update(other_names=["Roads"])
    claim = say(course, "author", kind="author_claim")
    course.topic_set.filter(slug="author").update(aliases=["the herald of roads, evening edition"])
    say(course, "porter", kind="reported_claim")

    assert offered(claim)[1] == ["envoy", "porter"]


def test_with_a_single_other_only_the_kind_is_asked(course: Course) -> None:
    claim = say(course, "author", kind="author_claim")
    claim.topics.set([topic(course, "herald"), topic(course, "envoy")])

    assert offered(claim) == ([], [])


def test_of_quoted_and_reported_only_one_is_offered(course: Course) -> None:
    kinds = ("fact", "author_claim", "quoted_claim", "reported_claim")
    claims = [make_claim(course, kind=kind) for kind in kinds for _ in range(30)]
    items = voice_items(course)

    assert all({"quoted_claim", "reported_claim"} - set(items[claim.pk].kinds) for claim in claims)
    assert all(claim.kind in items[claim.pk].kinds for claim in claims)
    left_out = {(claim.kind, items[claim.pk].left_out) for claim in claims}
    assert left_out == {
        ("quoted_claim", "reported_claim"),
        ("reported_claim", "quoted_claim"),
        *((kind, other) for kind in kinds[:2] for other in kinds[2:]),
    }


def test_marks_of_markdown_in_a_claim_are_shown_as_they_stand(course: Course) -> None:
    claim = make_claim(course, statement="Two *stars* & [P9] and a \\ stay.")

    assert stem_of(claim) == "Two \\*stars\\* \\& \\[P9\\] and a \\\\ stay."


def test_a_slug_that_is_no_key_becomes_one(course: Course) -> None:
    claim = say(course, "2nd_Envoy", "kind", kind="author_claim")

    right, _others = offered(claim)

    assert [len(key) for key in right] == [14, 14]


def test_its_version_is_made_once(course: Course) -> None:
    claim = make_claim(course)
    content = voice_items(course)[claim.pk]

    versions = [version_of_claim(claim, content, stem=stem_of(claim)) for _ in range(2)]

    assert versions[0] == versions[1]
    assert (versions[0].question, versions[0].claim, versions[0].asked_of) == (None, claim, claim)
    assert versions[0].snapshot["claims"] == [claim.key]
    assert versions[0].content == content


def test_every_item_of_the_real_course_can_be_answered(real_course: Course) -> None:
    items = voice_items(Course.objects.select_related("revision").get(pk=real_course.pk))

    assert len(items) == 241
    for item in items.values():
        right = {"kind": item.kind} | ({"speaker": item.right_speakers()[0]} if item.speakers else {})
        assert item.answer_form(right).is_valid()
        assert item.mark(right).fraction == 1
        assert len(item.speakers) in (0, 4, 5)
