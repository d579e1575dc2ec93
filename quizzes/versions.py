"""Versions of questions: what was asked, frozen, and found again by the digest of its content."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from lessons.models import Bloom, Claim
from quizzes.models import Question, QuestionVersion
from quizzes.question_types.base import QuestionType


def current_version(question: Question) -> QuestionVersion:
    """The version of a question as it stands now, made if it has never stood like this before."""
    return current_versions([question])[question.pk]


def current_versions(
    questions: Iterable[Question], *, claims: Mapping[int, Collection[str]] | None = None
) -> dict[int, QuestionVersion]:
    """The current version of each question, by the number of the question.

    Two statements where the versions exist, three where some are made; one less for whoever has just read the
    `claims` that each question tests, and one for questions of `with_newest_version`, unless they have been put back
    to an older one. Safe when many students start at once.
    """
    # In one order: two transactions that make the same versions must not wait for each other in a circle.
    wanted = sorted({question.pk: question for question in questions}.values(), key=lambda question: question.pk)
    claims = claim_keys(wanted) if claims is None else claims
    drafts = [draft(question, claims[question.pk]) for question in wanted]
    pairs = list(zip(wanted, drafts, strict=True))
    found = {row.pk: as_stored(own, row.newest_version) for row, own in pairs if row.newest_digest == own.digest}
    if unsure := [own for row, own in pairs if row.newest_digest not in ("", own.digest)]:
        found |= find(unsure)
    missing = [version for version in drafts if version.question_id not in found]
    return {**found, **create(missing)} if missing else found


def draft(question: Question, claims: Collection[str]) -> QuestionVersion:
    """The version of a question, not saved."""
    snapshot = {
        "type": question.type,
        "stem": question.stem,
        "payload": question.content.to_payload(),
        "explanation": question.explanation,
        "claims": sorted(claims),
        "area": question.area,
        "bloom": question.bloom,
    }
    marking = {"type": question.type, **question.content.marking_payload()}
    return QuestionVersion(
        question=question, snapshot=snapshot, digest=digest(snapshot), marking_digest=digest(marking)
    )


def as_stored(version: QuestionVersion, pk: int | None) -> QuestionVersion:
    """A draft as the row of this number, which holds the same, but for the time of its making."""
    version.pk, version._state.adding = pk, False
    return version


def version_of_claim(claim: Claim, content: QuestionType, *, stem: str) -> QuestionVersion:
    """The version of an item that was made from a claim, found by its digest or made."""
    wanted = claim_draft(claim, content, stem=stem)
    versions = QuestionVersion.objects.filter(claim=claim, digest=wanted.digest)
    found: QuestionVersion | None = versions.first()
    if found is None:
        QuestionVersion.objects.bulk_create([wanted], ignore_conflicts=True)
        found = QuestionVersion.objects.get(claim=claim, digest=wanted.digest)
    return found


def claim_draft(claim: Claim, content: QuestionType, *, stem: str) -> QuestionVersion:
    snapshot = {
        "type": content.slug,
        "stem": stem,
        "payload": content.to_payload(),
        "explanation": "",
        "claims": [claim.key],
        "area": claim.area,
        "bloom": Bloom.REMEMBER.value,
    }
    marking = {"type": content.slug, **content.marking_payload()}
    return QuestionVersion(claim=claim, snapshot=snapshot, digest=digest(snapshot), marking_digest=digest(marking))


def digest(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON: keys sorted, no blanks."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def claim_keys(questions: Sequence[Question]) -> dict[int, list[str]]:
    """The claims that each question tests, read afresh: what an instance has prefetched may be old."""
    keys: dict[int, list[str]] = defaultdict(list)
    rows = Question.claims.through.objects.filter(question__in=questions)
    for question_id, key in rows.values_list("question_id", "claim__key"):
        keys[question_id].append(key)
    return keys


def find(drafts: Sequence[QuestionVersion]) -> dict[int, QuestionVersion]:
    versions = QuestionVersion.objects.filter(
        question__in=[version.question_id for version in drafts], digest__in=[version.digest for version in drafts]
    )
    wanted = {(version.question_id, version.digest) for version in drafts}
    return {v.question_id: v for v in versions if (v.question_id, v.digest) in wanted}


def create(missing: Sequence[QuestionVersion]) -> dict[int, QuestionVersion]:
    try:
        with transaction.atomic():
            return {version.question_id: version for version in QuestionVersion.objects.bulk_create(missing)}
    except IntegrityError:  # Somebody else made one of them at this moment.
        QuestionVersion.objects.bulk_create(missing, ignore_conflicts=True)
        return find(missing)
