"""Writes which claims decide the keys of questions. The payload is the truth; the rows are for queries."""

from collections.abc import Sequence

from django.db import transaction

from lessons.models import Claim
from quizzes.models import Question


@transaction.atomic
def write_deciding(questions: Sequence[Question]) -> None:
    """Make `Question.deciding` of questions of one course what their payloads say; writes only what differs."""
    through = Question.deciding.through
    keys = {question.pk: question.content.deciding_claims() for question in questions}
    claims = Claim.objects.filter(course__in={question.course_id for question in questions})
    numbers = dict(claims.values_list("key", "pk"))
    wanted = {(pk, numbers[key]) for pk, own in keys.items() for key in own if key in numbers}
    rows = through.objects.filter(question__in=keys)
    present = {(row.question_id, row.claim_id): row.pk for row in rows}
    through.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    missing = sorted(wanted - present.keys())
    through.objects.bulk_create([through(question_id=question, claim_id=claim) for question, claim in missing])
