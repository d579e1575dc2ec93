"""Text on pages: Markdown, and plain text with typographic quotes."""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from lessons import markdown as site_markdown
from lessons.evidence import Cited, chip_links
from lessons.markdown import Marks
from lessons.memory import kept

register = template.Library()
Evidence = tuple[tuple[str, Cited], ...]
plain = MarkdownIt("zero", {"typographer": True}).enable("smartquotes")


@register.filter
def markdown(text: str, evidence: Mapping[str, Cited] | None = None) -> SafeString:
    """A text with paragraphs; its citations are links where there is evidence, and are left out where not."""
    return drawn_block(text, cited_in(text, evidence), get_language())


@register.filter
def inline_markdown(text: str, evidence: Mapping[str, Cited] | None = None) -> SafeString:
    return drawn_inline(text, cited_in(text, evidence), get_language())


@kept(size=2_000)
def drawn_block(text: str, cited: Evidence, language: str | None) -> SafeString:
    return site_markdown.block(text, marks(dict(cited)))


@kept(size=10_000)  # Stems, options and rationales, the same for everybody.
def drawn_inline(text: str, cited: Evidence, language: str | None) -> SafeString:
    return site_markdown.inline(text, marks(dict(cited)))


@register.filter
@lru_cache(maxsize=10_000)  # A page of sources has hundreds of texts, the same for everybody.
def say(text: str) -> SafeString:
    """Plain text: escaped, with typographic quotes."""
    return SafeString(plain.renderInline(text))


def cited_in(text: str, evidence: Mapping[str, Cited] | None) -> Evidence:
    """What a text cites of the evidence: together with the text it decides what is drawn."""
    if not evidence or "[" not in text:
        return ()
    return tuple((key, evidence[key]) for key in site_markdown.cited_keys(text) if key in evidence)


def marks(evidence: dict[str, Cited]) -> Marks | None:
    if not evidence:
        return None
    return Marks(cite=lambda keys, in_table: chip_links(evidence, keys))
