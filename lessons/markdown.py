"""The site's Markdown: CommonMark with tables and three marks of its own, from text to safe HTML.

    The base has been working since May 2002.[P26f5]     cites a claim; `[P26f4 P26f7]` two, `[P26]` a paragraph
    [[farkhor-base|the base]]                            names a topic
    ::note EN10                                          on a line of its own: puts in an editor's note

Pure: what a citation, a topic or a note looks like is up to the `Marks` that are handed in. Raw HTML is never
passed on, and what the Markdown makes is sanitised before the marks are put in.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape

import nh3
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

KEY = r"[A-Z]{1,4}\d{0,5}(?:f\d+)?"
CITATION = re.compile(rf"\[({KEY}(?: {KEY})*)\](?!\()")
TOPIC = re.compile(r"\[\[([a-z0-9-]+)\|([^\]|\n]+)\]\]")
SPECIAL = re.compile(r"([\\`*_\[\]<&~])")
NOTE = re.compile(r"^::note ([A-Z]+\d+)$", re.MULTILINE)

# Marks wait between these two while the rest is sanitised. They are no characters, and no entity stands for them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
SLOT = re.compile(f"{OPEN}(\\d+){CLOSE}")

ALLOWED_TAGS = {
    *("p", "div", "span", "br", "em", "strong", "s", "a", "code", "pre", "blockquote", "hr", "ul", "ol", "li"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "div": {"class"}, "ol": {"start"}, "th": {"scope"}, "table": {"class"}}


@dataclass(frozen=True)
class Marks:
    """How the site's own marks are shown: each function gives HTML that is safe."""

    cite: Callable[[Sequence[str], bool], str] = lambda keys, in_table: ""
    """The keys of a citation, and whether it stands in a table, where nothing can be unfolded."""
    topic: Callable[[str, str], str] = lambda slug, label: escape(label)
    note: Callable[[str], str] = lambda key: ""
    anchors: Callable[[Sequence[str]], Sequence[str]] = lambda keys: ()
    """The ids that the words before a citation of these keys are given, so that a link can lead to them."""


@dataclass
class Slots:
    """The HTML of the marks of one text, by number."""

    marks: Marks
    html: list[str] = field(default_factory=list)

    def add(self, html: str) -> str:
        self.html.append(html)
        return f"{OPEN}{len(self.html) - 1}{CLOSE}"

    def fill(self, text: str) -> str:
        return SLOT.sub(lambda match: self.html[int(match[1])], text)


def block(text: str, marks: Marks | None = None) -> SafeString:
    """A text with paragraphs, lists and tables. A paragraph is a `div.p`, for a citation may unfold inside it."""
    return finish(text, marks, parser().render)


def inline(text: str, marks: Marks | None = None) -> SafeString:
    """A text without paragraphs: a stem, an option, a rationale."""
    return finish(text, marks, parser().renderInline)


def finish(text: str, marks: Marks | None, render: Callable[[str, EnvType], str]) -> SafeString:
    slots = Slots(marks or Marks())
    html = render(text.replace(OPEN, "").replace(CLOSE, ""), {"slots": slots})
    clean = nh3.clean(html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, link_rel="noopener")
    return mark_safe(slots.fill(clean))


def literal(text: str) -> str:
    """Plain text as Markdown that shows it as it stands."""
    return SPECIAL.sub(r"\\\1", text)


def plain_text(text: str) -> str:
    """The words of a short text without its markup: for mails, files and notices, which draw none."""
    return unescape(strip_tags(inline(text)))


def cited_keys(text: str) -> list[str]:
    """The keys of all citations in a text (claims and paragraphs), in order, each once."""
    keys = (key for match in CITATION.finditer(text) for key in match[1].split())
    return list(dict.fromkeys(key for key in keys if re.search(r"\d", key)))


def topic_slugs(text: str) -> list[str]:
    return list(dict.fromkeys(match[1] for match in TOPIC.finditer(text)))


def note_keys(text: str) -> list[str]:
    return list(dict.fromkeys(NOTE.findall(text)))


@cache
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True})
    markdown.enable(["table", "strikethrough", "smartquotes"])
    markdown.inline.ruler.before("link", "topic", read_topic)
    markdown.inline.ruler.before("link", "citation", read_citation)
    markdown.block.ruler.before("paragraph", "note", read_note, {"alt": ["paragraph", "list", "blockquote"]})
    markdown.core.ruler.push("anchors", place_anchors)
    for name, rule in RENDERERS.items():
        markdown.add_render_rule(name, rule)
    return markdown


def read_topic(state: StateInline, silent: bool) -> bool:
    match = TOPIC.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("topic", "", 0)
        token.meta = {"slug": match[1]}
        token.content = match[2]
    state.pos = match.end()
    return True


def read_citation(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos)
    if not match or not re.search(r"\d", match[1]):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"keys": match[1].split(), "in_table": False}
    state.pos = match.end()
    return True


def read_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = NOTE.fullmatch(line)
    if not match:
        return False
    if not silent:
        state.line = start + 1
        token = state.push("note", "", 0)
        token.meta = {"key": match[1]}
        token.map = [start, state.line]
    return True


def place_anchors(state: StateCore) -> None:
    """Tells citations in tables, and gives ids to the words before every citation: in tables last."""
    marks: Marks = state.env["slots"].marks
    texts: list[Token] = []
    cells: list[Token] = []
    in_table = False
    for token in state.tokens:
        in_table = (in_table or token.type == "table_open") and token.type != "table_close"
        if token.type == "inline":
            (cells if in_table else texts).append(token)
            for child in token.children or ():
                child.meta["in_table"] = in_table
    for token in (*texts, *cells):
        token.children = anchored(token.children or [], marks)


def anchored(children: list[Token], marks: Marks) -> list[Token]:
    """Words count as cited from the line, or the citation, before: files give each sentence a line of its own.

    A citation inside emphasis has none of the words, only an id at its place, or tags would not nest.
    """
    placed: list[Token] = []
    start = level = 0
    for child in children:
        level += child.nesting
        if child.type == "citation":
            ids = marks.anchors(child.meta["keys"])
            opened = [Token("anchor_open", "span", 1, meta={"id": id_}) for id_ in ids]
            closed = [Token("anchor_close", "span", -1) for _ in ids]
            first = len(placed) if level else start
            placed[first:] = [*opened, *placed[first:], *closed]
        placed.append(child)
        if level == 0 and child.type in ("softbreak", "hardbreak", "citation"):
            start = len(placed)
    return placed


def draw_topic(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    slots: Slots = env["slots"]
    return slots.add(slots.marks.topic(tokens[index].meta["slug"], tokens[index].content))


def draw_citation(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    slots: Slots = env["slots"]
    return slots.add(slots.marks.cite(tokens[index].meta["keys"], tokens[index].meta["in_table"]))


def draw_note(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    slots: Slots = env["slots"]
    return slots.add(slots.marks.note(tokens[index].meta["key"])) + "\n"


def draw_anchor_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    slots: Slots = env["slots"]
    return slots.add(f'<span class="cited" id="{escape(tokens[index].meta["id"])}">')


def draw_anchor_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    slots: Slots = env["slots"]
    return slots.add("</span>")


def draw_paragraph_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "" if tokens[index].hidden else '<div class="p">'


def draw_paragraph_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "" if tokens[index].hidden else "</div>\n"


def draw_table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return '<div class="scroll"><table class="tbl">\n'


def draw_table_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>\n"


RENDERERS = {
    "topic": draw_topic,
    "citation": draw_citation,
    "note": draw_note,
    "anchor_open": draw_anchor_open,
    "anchor_close": draw_anchor_close,
    "paragraph_open": draw_paragraph_open,
    "paragraph_close": draw_paragraph_close,
    "table_open": draw_table_open,
    "table_close": draw_table_close,
}
