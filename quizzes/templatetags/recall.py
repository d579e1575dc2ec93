"""How a student stands with the claims of a page, for pages of other rooms."""

from collections.abc import Sequence

from django import template

from lessons.lesson_page import ShownSection
from lessons.models import Claim, Enrolment, Topic
from quizzes.claim_states import Standing, standing_with_topic, states_of

register = template.Library()


@register.simple_tag
def section_standings(enrolment: Enrolment | None, sections: Sequence[ShownSection]) -> dict[int, Standing]:
    """By the number of a section, what a student knows of the claims that it cites; one query, none for a visitor."""
    if enrolment is None:
        return {}
    states = states_of(enrolment, {key for section in sections for key in section.claims})
    return {row.pk: Standing({key: states[key] for key in row.claims}) for row in sections if row.claims}


@register.simple_tag
def topic_standing(enrolment: Enrolment | None, topic: Topic) -> Standing | None:
    """Two queries, none for a visitor."""
    return standing_with_topic(enrolment, topic) if enrolment else None


@register.simple_tag
def claim_standing(enrolment: Enrolment | None, claim: Claim) -> Standing | None:
    """One query, none for a visitor."""
    return Standing(states_of(enrolment, [claim.key])) if enrolment else None
