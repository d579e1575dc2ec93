"""How a user comes into a class by its code."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from lessons.class_codes import LENGTH, read_code
from lessons.models import Cohort, Enrolment


class JoinRefused(Exception):
    """Nobody joins by this code. The message is for whoever typed it."""


class UnknownCode(JoinRefused):
    """No class has this code now: only guessing finds that out often."""


def class_to_join(typed: str) -> Cohort:
    """The class that a typed code opens. Raises `JoinRefused`."""
    code = read_code(typed)
    if len(code) != LENGTH or not code.isalnum():
        raise UnknownCode(_("A class code has eight letters and digits, such as K7MX-P4TR."))
    cohort = Cohort.objects.filter(code=code).select_related("course").first()
    if cohort is None:
        message = _("No class can be joined by this code. It may be mistyped, or old: ask your instructor for it.")
        raise UnknownCode(message)
    if cohort.archived_at:
        raise JoinRefused(_("The class “%(name)s” has ended; nobody joins it any more.") % {"name": cohort})
    return cohort


def join(*, user: User, cohort: Cohort) -> tuple[Enrolment, bool]:
    """The user's place in a class, and whether it is new; whoever has one keeps it as it is."""
    return Enrolment.objects.get_or_create(cohort=cohort, user=user)
