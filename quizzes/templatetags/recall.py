"""How a student stands with the claims of a page, for pages of other rooms."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lessons.lesson_page import ShownSection
from lessons.memory import kept
from lessons.models import Claim, Course, Enrolment, Topic
from quizzes.claim_states import Standing, standing_with_topic, states_of
from quizzes.models import ClaimState

register = template.Library()


@register.simple_tag
def section_standings(enrolment: Enrolment | None, sections: Sequence[ShownSection]) -> dict[int, Standing]:
    """By the number of a section, what a student knows of the claims that it cites; one query, none for a visitor."""
    if enrolment is None:
        return {}
    states = states_of(enrolment, {key for section in sections for key in section.claims})
    return {row.pk: Standing({key: states[key] for key in row.claims}) for row in sections if row.claims}


@register.simple_tag
def drawn_standing(standing: Standing, course: Course) -> SafeString:
    """All students who stand alike share it."""
    return standing_html(course.slug, tuple(standing.states.items()), get_language())


@kept(size=2_000)
def standing_html(course: str, states: tuple[tuple[str, ClaimState], ...], language: str | None) -> SafeString:
    return render_to_string("quizzes/_standing.html", {"standing": Standing(dict(states)), "course": course})


@register.simple_tag
def topic_standing(enrolment: Enrolment | None, topic: Topic) -> Standing | None:
    """Two queries, none for a visitor."""
    return standing_with_topic(enrolment, topic) if enrolment else None


@register.simple_tag
def claim_standing(enrolment: Enrolment | None, claim: Claim) -> Standing | None:
    """One query, none for a visitor."""
    return Standing(states_of(enrolment, [claim.key])) if enrolment else None
