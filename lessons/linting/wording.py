"""Wording shared with the documents: runs of eight words, compared by their hashes.

A course tells what its documents say in words of its own. So that this can be checked where the documents are not, a
course may come with the hashes of all their runs in `wording.hashes`: SHA-256 of eight words, cut to 48 bits, in the
order of the hashes. No text can be read from them; only who has a run of eight words can tell that it is there.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

LENGTH = 8
"""Words in a run: fewer are shared by chance, as in “the visit of the foreign minister to”."""
DIGITS = 12
FILE = "wording.hashes"

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
MARKUP = re.compile(r"\[\[[a-z0-9-]+\||\[[A-Z]{1,4}\d[^\]]{0,60}\]|^::.*$|<[^>]*>|[*_`#>|\[\]]", re.MULTILINE)


def words_of(text: str) -> list[str]:
    """In small letters, without citations, marks and punctuation."""
    return WORD.findall(MARKUP.sub(" ", text).replace("’", "'").lower())


def runs(words: list[str]) -> Iterator[tuple[str, str]]:
    """(hash, words) of every run."""
    for start in range(len(words) - LENGTH + 1):
        run = " ".join(words[start : start + LENGTH])
        yield hashlib.sha256(run.encode()).hexdigest()[:DIGITS], run


def hashes_of(texts: Iterable[str]) -> set[str]:
    return {digest for text in texts for digest, _run in runs(words_of(text))}


def shared(text: str, hashes: Set[str]) -> Iterator[str]:
    """The longest pieces of a text that the documents have as well."""
    words = words_of(text) if text.count(" ") >= LENGTH - 1 or "\n" in text else []
    begins = [start for start, (digest, _run) in enumerate(runs(words)) if digest in hashes]
    while begins:
        first = last = begins.pop(0)
        while begins and begins[0] == last + 1:
            last = begins.pop(0)
        yield " ".join(words[first : last + LENGTH])


def read_documents(folder: Path) -> set[str]:
    """The hashes of the texts in a folder: all its files by the ending .txt or .md, and those in its folders."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in {".txt", ".md"} and path.is_file()]
    return hashes_of(path.read_text(encoding="utf-8-sig") for path in paths)


def read_hashes(folder: Path) -> set[str]:
    """Those that came with the folder of a course; none where it has no such file."""
    path = folder / FILE
    return set(path.read_text(encoding="ascii").split()) if path.is_file() else set()


def write_hashes(folder: Path, hashes: Set[str]) -> None:
    (folder / FILE).write_text("".join(f"{digest}\n" for digest in sorted(hashes)), encoding="ascii")
