"""How large papers are at present: what draws find in the bank as it is now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.bank import place_of, read_bank
from quizzes.dealing import Bank, Place, deal_paper
from quizzes.models import Item, Quiz


@dataclass(frozen=True)
class Yield:
    """What a draw gives at present."""

    count: int
    """How many questions it is to take."""
    fitting: int
    """How many questions of the bank it chooses from."""
    takes: int
    """How many of them can stand in one paper beside everything else."""

    @property
    def is_short(self) -> bool:
        return self.takes < self.count

    @property
    def shortage(self) -> str:
        """What is told to an author, who may ask for fewer questions, or write more."""
        message = _("Only %(takes)s of %(count)s can stand in one paper; in the bank %(fitting)s fit.")
        return message % {"takes": self.takes, "count": self.count, "fitting": self.fitting}


def yields(places: Sequence[Place], bank: Bank) -> dict[str, Yield]:
    """Of the draws of a quiz, by item."""
    takes = Counter(dealt.item for dealt in deal_paper(places, bank, seed=0))
    choices = bank.choices(places)
    return {
        place.item: Yield(place.count, len(choices[place.item]), takes[place.item]) for place in places if place.count
    }


def fit_to_bank(quizzes: Iterable[Quiz]) -> None:
    """Lower the sizes of quizzes of one course (see `with_size`) to what draws find; two statements if any draws."""
    drawn = [quiz for quiz in quizzes if quiz.draw_count]
    if not drawn:
        return
    items: Mapping[int, list[Item]] = defaultdict(list)
    for item in Item.objects.ready().filter(quiz__in=drawn):
        items[item.quiz_id].append(item)
    places = {quiz.pk: [place_of(item) for item in items[quiz.pk]] for quiz in drawn}
    bank = read_bank(drawn[0].course_id, [place for own in places.values() for place in own])
    for quiz in drawn:
        fit(quiz, items[quiz.pk], places[quiz.pk], bank)


def fit(quiz: Quiz, items: Sequence[Item], places: Sequence[Place], bank: Bank) -> None:
    paper = deal_paper(places, bank, seed=0)
    marks = {item.key: item.max_marks for item in items}
    draws = {place.item for place in places if place.count}
    quiz.item_count = len(paper)
    quiz.mark_sum = sum(marks[dealt.item] for dealt in paper)
    quiz.draw_count = sum(dealt.item in draws for dealt in paper)
    quiz.drawn_from = len(set().union(*bank.choices(places).values()))
