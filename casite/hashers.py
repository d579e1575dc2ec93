"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CasiteArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two rounds, the smallest setting that OWASP recommends.

    Django's own (100 MiB, eight lanes) would need 800 MiB when a class logs in together on eight threads.
    """

    memory_cost = 19456
    time_cost = 2
    parallelism = 1
