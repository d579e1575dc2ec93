"""Accounts that instructors make for students, and passwords that they give them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log2
from random import SystemRandom

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.views.decorators.debug import sensitive_variables

from lessons.models import Cohort, Course, Enrolment

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"
SYLLABLES, IN_A_WORD = 6, 2
PASSWORD_BITS = floor(SYLLABLES * log2(len(CONSONANTS) * len(VOWELS)))
"""How strong a drawn password is."""

random = SystemRandom()


@dataclass(frozen=True)
class Slip:
    """What a student needs to log in; shown once and kept nowhere."""

    user: User
    password: str


@dataclass(frozen=True)
class NewAccount:
    username: str
    first_name: str
    last_name: str = ""


def draw_password() -> str:
    """One that can be read and typed: three words of two syllables, such as “lona-tiku-meza”."""
    syllables = [random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(SYLLABLES)]
    return "-".join("".join(syllables[n : n + IN_A_WORD]) for n in range(0, SYLLABLES, IN_A_WORD))


def with_duties(users: Iterable[int]) -> set[int]:
    """Those of the users whose password is not an instructor's to give: staff, editors and instructors of anything."""
    edits = Course.editors.through.objects.filter(user=OuterRef("pk"))
    teaches = Cohort.instructors.through.objects.filter(user=OuterRef("pk"))
    duties = Q(is_staff=True) | Q(is_superuser=True) | Exists(edits) | Exists(teaches)
    return set(User.objects.filter(duties, pk__in=users).values_list("pk", flat=True))


@sensitive_variables()
def reset_passwords(*, users: Sequence[User]) -> list[Slip]:
    """Give each a new password. Their sessions end with the old one, and locks on their names are lifted."""
    slips = [Slip(user, draw_password()) for user in users]
    for slip in slips:
        slip.user.password = make_password(slip.password)
    with transaction.atomic():
        User.objects.bulk_update(users, ["password"])
        AccessAttempt.objects.filter(username__in=[user.get_username() for user in users]).delete()
    return slips


@sensitive_variables()
def create_accounts(*, cohort: Cohort, accounts: Sequence[NewAccount]) -> list[Slip]:
    """Accounts in a class, all or none. Raises IntegrityError where somebody takes a name at the same moment."""
    slips = []
    for account in accounts:
        password = draw_password()
        names = {"first_name": account.first_name, "last_name": account.last_name}
        slips.append(Slip(User(username=account.username, password=make_password(password), **names), password))
    with transaction.atomic():
        users = User.objects.bulk_create(slip.user for slip in slips)
        Enrolment.objects.bulk_create(Enrolment(cohort=cohort, user=user) for user in users)
    return slips


def is_taken(username: str) -> bool:
    """Whether somebody has this user name, in whatever case.

    SQLite folds the case of ASCII letters only, so the usual spellings are asked for by themselves.
    """
    spellings = {username, username.lower(), username.upper(), username.capitalize(), username.title()}
    return User.objects.filter(Q(username__iexact=username) | Q(username__in=spellings)).exists()


def taken_usernames() -> set[str]:
    """All user names, with their case folded."""
    return {name.casefold() for name in User.objects.values_list("username", flat=True)}


def free_username(name: str, taken: set[str]) -> str:
    """A user name made from a person's name that is not among the taken ones: aigerim.bekova, aigerim.bekova2."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).lower())
    base = ".".join(words)[:140] or "student"
    number, candidate = 1, base
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{base}{number}"
    return candidate
