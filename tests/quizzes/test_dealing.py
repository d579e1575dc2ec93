"""Papers: what is drawn, what never meets, and that chance comes from the seed alone."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.dealing import DRAWN, Bank, Dealt, Entry, Place, deal_paper, option_order

SEEDS = range(40)


def entry(key: str, *tags: str, use: str = "quiz", **fields: object) -> Entry:
    """A question of an area, or with tags such as `bloom=apply`."""
    pairs = [tuple(tag.split("=")) for tag in tags]
    return Entry(key, {("use", use), ("area", "actor"), *pairs}, **fields)  # type: ignore[arg-type]


def bank_of(number: int) -> Bank:
    return Bank(entry(f"Q{place:02}") for place in range(number))


def a_draw(count: int, *tags: str, item: str = "draw") -> Place:
    return Place(item, count=count, tags=frozenset(tuple(tag.split("=")) for tag in tags))  # type: ignore[misc]


def fixed(*keys: str) -> list[Place]:
    return [Place(f"item-{key}", question=key) for key in keys]


def keys(paper: Iterable[Dealt]) -> list[str]:
    return [dealt.question for dealt in paper]


def test_the_same_seed_gives_the_same_paper_however_the_rows_come() -> None:
    entries = [entry(f"Q{number:02}") for number in range(30)]
    places = [*fixed("Q07"), a_draw(10)]

    papers = [deal_paper(places, Bank(rows), seed=7, shuffle=True) for rows in (entries, entries, entries[::-1])]

    assert papers[0] == papers[1] == papers[2]
    assert len(papers[0]) == 11


def test_other_seeds_give_other_papers() -> None:
    papers = {tuple(keys(deal_paper([a_draw(5)], bank_of(15), seed=seed))) for seed in SEEDS}

    assert len(papers) == len(SEEDS)


def test_every_question_has_the_same_chance() -> None:
    dealt = Counter(key for seed in range(3000) for key in keys(deal_paper([a_draw(5)], bank_of(15), seed=seed)))

    assert set(dealt) == set(bank_of(15).entries)
    assert max(abs(number - 1000) for number in dealt.values()) < 130


def test_every_question_has_the_same_chance_of_coming_first() -> None:
    first = Counter(deal_paper([a_draw(5)], bank_of(5), seed=seed)[0].question for seed in range(2000))

    assert max(abs(number - 400) for number in first.values()) < 90


def test_a_draw_stands_at_its_place_between_fixed_items() -> None:
    places = [*fixed("Q00"), a_draw(2), *fixed("Q01")]

    paper = deal_paper(places, bank_of(9), seed=3)

    assert [dealt.item for dealt in paper] == ["item-Q00", "draw", "draw", "item-Q01"]


def test_shuffled_items_stand_anywhere() -> None:
    places = [*fixed("Q00"), a_draw(2), *fixed("Q01")]

    orders = {tuple(dealt.item for dealt in deal_paper(places, bank_of(9), seed=seed, shuffle=True)) for seed in SEEDS}

    assert {tuple(sorted(order)) for order in orders} == {("draw", "draw", "item-Q00", "item-Q01")}
    assert len(orders) > 6


def test_nobody_meets_a_question_twice() -> None:
    places = [a_draw(3, item="one"), *fixed("Q00", "Q01"), a_draw(3, item="two"), Place("again", question="Q00")]

    for seed in SEEDS:
        paper = deal_paper(places, bank_of(8), seed=seed)
        assert sorted(keys(paper)) == sorted(bank_of(8).entries)
        assert "again" not in [dealt.item for dealt in paper]


def test_a_draw_takes_only_what_has_all_that_it_asks_for() -> None:
    bank = Bank(
        [
            entry("both", "bloom=apply", "topic=india", "topic=china"),
            entry("level", "bloom=apply"),
            entry("topic", "topic=india"),
            entry("reserved", "bloom=apply", "topic=india", use="reserved"),
        ]
    )

    assert keys(deal_paper([a_draw(4, "bloom=apply", "topic=india")], bank, seed=1)) == ["both"]
    assert keys(deal_paper([a_draw(4, "bloom=create")], bank, seed=1)) == []


def test_a_reserved_question_stands_only_as_a_fixed_item() -> None:
    bank = Bank([entry("open"), entry("kept", use="reserved")])

    paper = deal_paper([a_draw(2), *fixed("kept")], bank, seed=1)

    assert paper == [Dealt("draw", "open"), Dealt("item-kept", "kept")]


def test_what_cannot_be_dealt_is_left_out_and_bars_nothing() -> None:
    bank = Bank([entry("open", named={"withdrawn"})])

    assert keys(deal_paper([*fixed("withdrawn"), a_draw(1)], bank, seed=1)) == ["open"]


@pytest.mark.parametrize(
    "pair",
    [
        (entry("A", named={"B"}), entry("B")),
        (entry("A"), entry("B", named={"A"})),
        (entry("A", deciding={"P1f1", "P2f1"}), entry("B", deciding={"P3f1", "P1f1"})),
    ],
)
def test_enemies_never_meet(pair: tuple[Entry, Entry]) -> None:
    bank = Bank([*pair, entry("C")])
    places = [a_draw(2, item="one"), a_draw(1, item="two")]

    papers = {frozenset(keys(deal_paper(places, bank, seed=seed))) for seed in SEEDS}

    assert papers == {frozenset("AC"), frozenset("BC")}


def test_questions_that_share_a_claim_that_decides_neither_may_meet() -> None:
    bank = Bank([entry("A", "claim=P1f1"), entry("B", "claim=P1f1")])

    assert sorted(keys(deal_paper([a_draw(2)], bank, seed=1))) == ["A", "B"]


def test_an_author_may_fix_enemies_but_no_draw_brings_another() -> None:
    bank = Bank(
        [entry("A", named={"B"}), entry("B"), entry("C", named={"A"}), entry("D", deciding={"P1f1"}), entry("E")]
    )
    bank.entries["B"].deciding = {"P1f1"}

    for seed in SEEDS:
        assert keys(deal_paper([*fixed("A", "B"), a_draw(3)], bank, seed=seed)) == ["A", "B", "E"]


def test_what_was_met_least_often_comes_first() -> None:
    bank = Bank(entry(f"Q{met}", met=met) for met in (3, 0, 1, 2, 1))

    assert {frozenset(keys(deal_paper([a_draw(2)], bank, seed=seed))) for seed in SEEDS} == {frozenset({"Q0", "Q1"})}


def test_among_those_met_equally_often_chance_decides() -> None:
    bank = Bank([entry("A"), entry("B", met=1), entry("C", met=1)])

    assert {frozenset(keys(deal_paper([a_draw(2)], bank, seed=seed))) for seed in SEEDS} == {
        frozenset("AB"),
        frozenset("AC"),
    }


def test_a_full_paper_goes_before_questions_that_are_new() -> None:
    """The only new question is an enemy of all others: taken first, it would leave a paper of one."""
    others = [entry(f"Q{number}", met=2) for number in range(6)]
    bank = Bank([entry("new", named={other.key for other in others}), *others])

    for seed in SEEDS:
        assert len(deal_paper([a_draw(6)], bank, seed=seed)) == 6


def test_a_broad_draw_leaves_a_narrow_one_what_it_needs() -> None:
    bank = Bank([*(entry(f"Q{number}") for number in range(6)), *(entry(f"A{n}", "bloom=apply") for n in range(2))])
    places = [a_draw(6, item="broad"), a_draw(2, "bloom=apply", item="narrow")]

    for seed in SEEDS:
        assert Counter(dealt.item for dealt in deal_paper(places, bank, seed=seed)) == {"broad": 6, "narrow": 2}


def test_where_the_bank_does_not_give_more_the_paper_is_shorter() -> None:
    pairs = [entry(f"Q{number}", deciding={f"P{number // 2}f1"}) for number in range(8)]

    for seed in SEEDS:
        paper = keys(deal_paper([a_draw(8)], Bank(pairs), seed=seed))
        assert sorted(int(key[1]) // 2 for key in paper) == [0, 1, 2, 3]
    assert keys(deal_paper([a_draw(3)], bank_of(1), seed=1)) == ["Q00"]
    assert deal_paper([a_draw(3)], bank_of(0), seed=1) == []
    assert deal_paper([], bank_of(3), seed=1) == []


KEYS = st.sampled_from([f"Q{number}" for number in range(12)])
ENTRIES = st.builds(
    Entry,
    key=KEYS,
    tags=st.sets(st.sampled_from([("area", "actor"), ("bloom", "apply"), ("use", "reserved")])).map(
        lambda tags: tags if ("use", "reserved") in tags else {*tags, DRAWN}
    ),
    deciding=st.sets(st.sampled_from(["P1f1", "P2f1", "P3f1", "P4f1"]), max_size=2),
    named=st.sets(KEYS, max_size=2),
    met=st.integers(0, 3),
)
PLACES = st.builds(
    lambda number, key, count, tags: (
        Place(f"i{number}", key, 0, frozenset()) if count == 0 else Place(f"i{number}", "", count, tags)
    ),
    st.integers(0, 10_000),
    KEYS,
    st.integers(0, 4),
    st.frozensets(st.sampled_from([("area", "actor"), ("bloom", "apply")])),
)


@given(
    entries=st.lists(ENTRIES, max_size=12, unique_by=lambda entry: entry.key),
    places=st.lists(PLACES, max_size=5, unique_by=lambda place: place.item),
    seed=st.integers(0, 2**62),
)
def test_no_paper_breaks_the_rules(entries: list[Entry], places: list[Place], seed: int) -> None:
    bank, by_item = Bank(entries), {place.item: place for place in places}

    paper = deal_paper(places, bank, seed=seed, shuffle=True)

    chosen = keys(paper)
    assert len(chosen) == len(set(chosen))
    assert {place.question for place in places} & bank.entries.keys() <= set(chosen)
    for dealt in paper:
        place, question = by_item[dealt.item], bank.entries[dealt.question]
        assert question.key == place.question if place.question else place.tags | {DRAWN} <= question.tags
        if place.count:
            others = [bank.entries[key] for key in chosen if key != question.key]
            assert not any(question.deciding & other.deciding for other in others)
            assert not any(question.key in other.named or other.key in question.named for other in others)
    for place in places:
        assert sum(dealt.item == place.item for dealt in paper) <= (place.count or 1)


def test_options_are_dealt_by_the_seed_and_the_question() -> None:
    letters = list("abcdefghijklmnopqrstuvwxyz")

    order = option_order(letters, seed=7, question="Q1")

    assert sorted(order) == letters != order
    assert order == option_order(letters, seed=7, question="Q1")
    assert order != option_order(letters, seed=8, question="Q1")
    assert order != option_order(letters, seed=7, question="Q2")
