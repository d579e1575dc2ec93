"""What a test reads off the HTML of a page: ids, headings, links, its text, and whether its tags nest."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urldefrag

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageReader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        """The levels of the headings, in their order."""
        self.links: list[str] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        """Tags that close what is not open."""
        self.headings: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"] or "")
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
            self.headings.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> inside {self.open}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if {"h1", "h2", "h3", "h4", "h5", "h6"}.intersection(self.open):
            self.headings[-1] += data

    @property
    def text(self) -> str:
        """With the blanks that a browser would show."""
        return re.sub(r"\s+", " ", "".join(self.words).replace("\u2060", "")).strip()

    @property
    def nests(self) -> bool:
        return not self.open and not self.faults

    @property
    def repeated_ids(self) -> list[str]:
        return [id_ for id_, count in Counter(self.ids).items() if count > 1]

    @property
    def empty_headings(self) -> int:
        return sum(not words.strip() for words in self.headings)

    @property
    def skipped_headings(self) -> list[tuple[int, int]]:
        """Headings that are more than one level below the one before them."""
        return [(above, below) for above, below in pairwise([0, *self.levels]) if below > above + 1]

    def internal_links(self) -> dict[str, set[str]]:
        """The addresses on this site, and the anchors on them that links lead to."""
        found: dict[str, set[str]] = {}
        for link in self.links:
            address, anchor = urldefrag(link)
            if not re.match(r"[a-z]+:|//", address):
                found.setdefault(address, set()).update({anchor} - {""})
        return found
