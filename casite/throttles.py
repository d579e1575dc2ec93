"""How often something may be done: counted in Django's cache, from the first time until its seconds are over.

Wrong class codes: 10 of an account and 100 of a client address in 15 minutes. A class of 40 behind one address may
all mistype twice; at that rate, guessing one of 100 codes among 22⁸ takes centuries.
New accounts: 120 from a client address in an hour, so that three classes behind one address sign up in one lesson.
Mails to reset a password: one to an account in 5 minutes, 20 from a client address in an hour.

The client address is the one that the limit on log-ins sees. Where the cache is the memory of a process, each
process counts by itself.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    name: str
    limit: int
    seconds: int

    def key(self, who: str) -> str:
        # What a client says about itself may hold letters that a cache refuses.
        return f"throttle:{self.name}:{hashlib.sha256(who.encode()).hexdigest()}"

    def is_spent(self, who: str) -> bool:
        return int(cache.get(self.key(who), 0)) >= self.limit

    def count(self, who: str) -> bool:
        """Count once more; says whether that was within the limit."""
        if cache.add(self.key(who), 1, self.seconds):
            return True
        try:
            return int(cache.incr(self.key(who))) <= self.limit
        except ValueError:  # Its time was over between the two.
            cache.add(self.key(who), 1, self.seconds)
            return True


WRONG_CODES_OF_ACCOUNT = Throttle("codes-account", limit=10, seconds=15 * 60)
WRONG_CODES_OF_ADDRESS = Throttle("codes-address", limit=100, seconds=15 * 60)
NEW_ACCOUNTS_OF_ADDRESS = Throttle("accounts-address", limit=120, seconds=60 * 60)
MAILS_TO_ACCOUNT = Throttle("mails-account", limit=1, seconds=5 * 60)
MAILS_OF_ADDRESS = Throttle("mails-address", limit=20, seconds=60 * 60)
