"""Findings in words, for a terminal."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from lessons.linting.rules import Finding


def report(findings: Sequence[Finding]) -> str:
    """By rule: why it is there, what to do, and each place; then how many there are."""
    return "\n".join([*lines(findings), summary(findings)])


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    for code, group in groupby(findings, key=lambda finding: finding.code):
        found = list(group)
        yield f"{found[0].level.value} {code}"
        yield f"  {found[0].why}"
        yield f"  {found[0].remedy}"
        for finding in found:
            yield f"    {finding.problem}"
            if finding.waiver:
                yield "      " + _("waived: %(reason)s") % {"reason": finding.waiver}


def summary(findings: Sequence[Finding]) -> str:
    errors = sum(finding.is_error for finding in findings)
    waived = sum(bool(finding.waiver) for finding in findings)
    words = {"errors": errors, "warnings": len(findings) - errors - waived, "waived": waived}
    return _("Errors: %(errors)s. Warnings: %(warnings)s, and waived with a reason: %(waived)s.") % words
