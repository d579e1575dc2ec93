"""Text on pages: Markdown, and plain text with typographic quotes."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from lessons import markdown as site_markdown
from lessons.evidence import Cited, chip_links
from lessons.markdown import Marks

register = template.Library()
plain = MarkdownIt("zero", {"typographer": True}).enable("smartquotes")


@register.filter
def markdown(text: str, evidence: dict[str, Cited] | None = None) -> SafeString:
    """A text with paragraphs; its citations are links where there is evidence, and are left out where not."""
    return site_markdown.block(text, marks(evidence))


@register.filter
def inline_markdown(text: str, evidence: dict[str, Cited] | None = None) -> SafeString:
    if evidence and site_markdown.cited_keys(text):
        return site_markdown.inline(text, marks(evidence))
    return without_evidence(text)


@lru_cache(maxsize=10_000)  # Options and stems, the same for everybody.
def without_evidence(text: str) -> SafeString:
    return site_markdown.inline(text)


@register.filter
@lru_cache(maxsize=10_000)  # A page of sources has hundreds of texts, the same for everybody.
def say(text: str) -> SafeString:
    """Plain text: escaped, with typographic quotes."""
    return SafeString(plain.renderInline(text))


def marks(evidence: dict[str, Cited] | None) -> Marks | None:
    if not evidence:
        return None
    return Marks(cite=lambda keys, in_table: chip_links(evidence, keys))
