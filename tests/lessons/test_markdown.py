"""From text to HTML: what comes through, what does not, and where citations, topics and notes end up."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.markdown import CLOSE, OPEN, Marks, block, cited_keys, inline, note_keys, topic_slugs
from tests.pages import PageReader

# As short as possible, and told apart from all that a text can make.
MARKS = Marks(
    cite=lambda keys, in_table: f"<q>{'|'.join(keys)}{' in table' if in_table else ''}</q>",
    topic=lambda slug, label: f"<u>{slug}={label}</u>",
    note=lambda key: f"<aside>{key}</aside>",
    anchors=lambda keys: keys,
)
ENTITIES = (f"&#{ord(OPEN)};0&#{ord(CLOSE)};", f"&#x{ord(OPEN):x};0&#X{ord(CLOSE):X};")
QUIET = Marks(cite=MARKS.cite, topic=MARKS.topic, note=MARKS.note)


def paragraph(html: str) -> str:
    return f'<div class="p">{html}</div>\n'


def anchored(key: str, html: str) -> str:
    return f'<span class="cited" id="{key}">{html}</span>'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>bold</b>",
        "a <!-- remark -->",
        "<img src=x onerror=alert(1)>",
        "<div class=note>words</div>",
    ],
)
def test_raw_html_is_shown_as_text(text: str) -> None:
    assert block(text, MARKS) == paragraph(text.replace("<", "&lt;").replace(">", "&gt;"))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "vbscript:x", "data:text/html,x"],
)
def test_a_link_to_a_script_is_no_link(address: str) -> None:
    for text in (f"[a]({address})", f"<{address}>", f"[a][b]\n\n[b]: {address}"):
        assert PageReader(block(text, MARKS)).links == []


def test_a_link_to_a_page_is_a_link() -> None:
    html = block("[a](https://example.org/?a=1&b=2)", MARKS)

    assert html == paragraph('<a href="https://example.org/?a=1&amp;b=2" rel="noopener">a</a>')


def test_pictures_are_left_out() -> None:
    assert block("![a [P1f1]](x.png)", MARKS) == paragraph("")


@pytest.mark.parametrize("text", [f"{OPEN}0{CLOSE}", f"{OPEN}9{CLOSE}", *ENTITIES])
def test_no_text_can_take_the_place_of_a_mark(text: str) -> None:
    html = block(f'{text} [a](b "{text}") [[road|the road]]', MARKS)

    assert html.count("<u>") == 1
    assert PageReader(html).nests


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("So it is.[P26f5]", "So it is.<q>P26f5</q>"),
        ("So it is.[P26f4 P26f7]", "So it is.<q>P26f4|P26f7</q>"),
        ("So it is.[P26]", "So it is.<q>P26</q>"),
        ("Both.[Xf3]", "Both.<q>Xf3</q>"),
        ("[P26f5] At the start.", "<q>P26f5</q> At the start."),
        ("One.[P1f1][P2f1] Two", "One.<q>P1f1</q><q>P2f1</q> Two"),
        ("It says[P1f1]: so", "It says<q>P1f1</q>: so"),
        ("*So it is.[P26f5]*", "<em>So it is.<q>P26f5</q></em>"),
        ("**So it is.[P26f5]**", "<strong>So it is.<q>P26f5</q></strong>"),
        ('"So it is."[P26f5]', "“So it is.”<q>P26f5</q>"),
        ("`[P26f5]`", "<code>[P26f5]</code>"),
        (r"\[P26f5]", "[P26f5]"),
        ("[NATO]", "[NATO]"),
        ("[NATO P1f1]", "<q>NATO|P1f1</q>"),
        ("[p1f1]", "[p1f1]"),
        ("[P1f1, P2f1]", "[P1f1, P2f1]"),
    ],
)
def test_keys_in_brackets_cite(text: str, html: str) -> None:
    assert block(text, QUIET) == paragraph(html)
    assert inline(text, QUIET) == html


def test_a_key_that_names_a_link_is_no_citation() -> None:
    text = "[P26f5](https://example.org/)"

    assert block(text, MARKS) == paragraph('<a href="https://example.org/" rel="noopener">P26f5</a>')
    assert cited_keys(text) == []


def test_a_citation_in_a_table_is_told_so() -> None:
    text = "Before.[P1f1]\n\n| a |\n|---|\n| b[P2f1] |\n\nAfter.[P3f1]"

    assert re.findall("<q>(.*?)</q>", block(text, QUIET)) == ["P1f1", "P2f1 in table", "P3f1"]


def test_a_table_has_a_frame_to_scroll_in() -> None:
    html = block("| a |\n|---|\n| b |", MARKS)

    assert html.startswith('<div class="scroll"><table class="tbl">')
    assert PageReader(html).nests


def test_the_words_before_a_citation_get_its_id() -> None:
    html = block("Hello. One.[P1f1] Two.[P2f1]\nThree *and*\nfour.[P3f1] Rest.", MARKS)

    assert html == paragraph(
        f"{anchored('P1f1', 'Hello. One.')}<q>P1f1</q>{anchored('P2f1', ' Two.')}<q>P2f1</q>\n"
        f"Three <em>and</em>\n{anchored('P3f1', 'four.')}<q>P3f1</q> Rest."
    )


def test_several_keys_give_the_same_words_several_ids() -> None:
    assert anchored("P1f1", anchored("P2f1", "So.")) in block("So.[P1f1 P2f1]", MARKS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[P1f1] So.", f"{anchored('P1f1', '')}<q>P1f1</q> So."),
        ("**a**[P1f1]", f"{anchored('P1f1', '<strong>a</strong>')}<q>P1f1</q>"),
        ("*a[P1f1] b*", f"<em>a{anchored('P1f1', '')}<q>P1f1</q> b</em>"),
    ],
)
def test_every_citation_can_be_led_to(text: str, html: str) -> None:
    assert block(text, MARKS) == paragraph(html)


def test_the_text_is_led_to_rather_than_a_table_above_it() -> None:
    anchors = set[str]()

    def once(keys: Sequence[str]) -> list[str]:
        new = [key for key in keys if key not in anchors]
        anchors.update(new)
        return new

    html = block("| a |\n|---|\n| b[P1f1] and[P2f1] |\n\nText.[P1f1]", Marks(anchors=once))

    assert PageReader(html).ids == ["P2f1", "P1f1"]


def test_an_id_is_escaped() -> None:
    html = block("So.[P1f1]", Marks(anchors=lambda keys: ['"><b>']))

    assert html == paragraph('<span class="cited" id="&quot;&gt;&lt;b&gt;">So.</span>')


def test_marks_that_nobody_draws_are_left_out() -> None:
    assert block("So.[P1f1] The [[road|R&D road]].\n\n::note EN1") == f"{paragraph('So. The R&amp;D road.')}\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("On [[farkhor-base|the base]].", "On <u>farkhor-base=the base</u>."),
        ("[[a|b]] and [[a|c]]", "<u>a=b</u> and <u>a=c</u>"),
        ("[[A|b]]", "[[A|b]]"),
        ("[[a]]", "[[a]]"),
        ("[[a|b|c]]", "[[a|b|c]]"),
    ],
)
def test_double_brackets_name_a_topic(text: str, html: str) -> None:
    assert block(text, MARKS) == paragraph(html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("::note EN10", "<aside>EN10</aside>\n"),
        ("Before.\n::note EN10\nAfter.", f"{paragraph('Before.')}<aside>EN10</aside>\n{paragraph('After.')}"),
        ("Here ::note EN10", paragraph("Here ::note EN10")),
        ("::note en10", paragraph("::note en10")),
    ],
)
def test_a_line_of_its_own_puts_in_a_note(text: str, html: str) -> None:
    assert block(text, MARKS) == html


def test_quotes_are_typographic() -> None:
    assert inline("It's \"so\", 'he' said") == "It’s “so”, ‘he’ said"


def test_a_paragraph_can_hold_what_unfolds() -> None:
    html = block("One.\n\nTwo.\n\n- a\n- b\n\n> c", MARKS)

    assert html == (
        f"{paragraph('One.')}{paragraph('Two.')}<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
        f"<blockquote>\n{paragraph('c')}</blockquote>\n"
    )


def test_the_headings_of_a_page_are_not_those_of_its_texts() -> None:
    assert PageReader(block("# a\n\n## b\n\n### c\n\n#### d", MARKS)).levels == [3, 4]


def test_keys_are_told_in_their_order_and_once() -> None:
    text = "One.[P2f1] Two.[P1f1 P2f1] [NATO] [x](P9) Three.[P1]\n::note EN2\n[[b|B]] [[a|A]] [[b|again]]\n::note EN1"

    assert cited_keys(text) == ["P2f1", "P1f1", "P1"]
    assert topic_slugs(text) == ["b", "a"]
    assert note_keys(text) == ["EN2", "EN1"]


def test_what_is_told_to_be_cited_is_what_is_drawn() -> None:
    text = "One[P2f1]: two.[P1f1 P2f1][P3] [NATO] [P9](x)\n\n| [P4f1] |\n|---|\n| *[P5]* |"
    html = block(text, Marks(cite=lambda keys, in_table: f"<q>{' '.join(keys)}</q>"))

    drawn = " ".join(re.findall("<q>(.*?)</q>", html)).split()
    assert list(dict.fromkeys(drawn)) == cited_keys(text) == ["P2f1", "P1f1", "P3", "P4f1", "P5"]


PIECES = [
    *(
        "[P1f1]",
        "[P1f1 P2]",
        "[P2](",
        "[[road|a road]]",
        "[[",
        "|",
        "\n::note EN1\n",
        "\n",
        "\n\n",
        "\n|---|\n",
        "    ",
    ),
    *(
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "[",
        "]",
        "](",
        ")",
        "![",
        '"',
        "'",
        "\\",
        "\n---\n",
    ),
    *("<script>", "</script>", "<b>", "<style>", "<!--", *ENTITIES, OPEN, CLOSE, "0", "&lt;script&gt;", "a", " "),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)


@given(TEXTS)
@example("| *a[P1f1] |\n|---|\n| b* [[road|c]] |\n\n- *d\n::note EN1\n  e*[P2]")
def test_any_text_is_drawn_and_nests(text: str) -> None:
    for html in (block(text, MARKS), inline(text, MARKS)):
        assert PageReader(html).faults == []
        assert PageReader(html).open == []
        assert "<script" not in html.lower()
        assert (OPEN in html, CLOSE in html) == (False, False)
