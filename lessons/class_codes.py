"""The codes by which students join classes: eight letters and digits that cannot be taken for each other."""

import re
from random import SystemRandom

ALPHABET = "ACDEFHJKMNPRTVWXY34679"
"""Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, G beside 6, Q, and U beside V."""
LENGTH = 8

random = SystemRandom()


def draw_code() -> str:
    """One of 22⁸, about 36 bits: enough where wrong codes are counted."""
    return "".join(random.choices(ALPHABET, k=LENGTH))


def read_code(typed: str) -> str:
    """A code as it is stored, from one in any case, with or without blanks and dashes."""
    return re.sub(r"[\s\-‐‑‒–—]+", "", typed).upper()


def shown_code(code: str) -> str:
    """In two groups of four, as people read and dictate it."""
    return f"{code[:4]}-{code[4:]}"
