"""Sentences and words of English prose in Markdown, as far as rules about them need it."""

import re
from collections.abc import Iterator

from lessons.markdown import CITATION, TOPIC

WORD = re.compile(r"[^\W_]+(?:['’\-–][^\W_]+)*")
END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s+[\"'“‘(*_\[]*[A-Z0-9ÄÖÜ])")
BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)|\n(?=#)|\s*\|\s*")
MARKS = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#+|>)\s+|[*_`|]", re.MULTILINE)
DIRECTIVE = re.compile(r"^::.*$", re.MULTILINE)
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Gen|Lt|Col|Maj|Dr|Mr|Mrs|Ms|Prof|St|No|vol|cf|ca|approx|vs|e\.g|i\.e|[A-Z](?:\.[A-Z])*)\.$"
)

COMMON_WORDS = """
about above according after again against all also although among another any are because been before being
between both but can cannot could did does done down during each either else even ever every few first for from gave
give given gives had has have having here how however into its itself just know known last least less like made make
makes many may might more most much must name near neither never next none nor not nothing now off often once one only
other others our out over own part per put rather said same saw say says second see seen several shall she should
since some such take taken takes than that the their them then there these they this those three through thus too two
under until upon use used very was way well were what when where whether which while who whole whom whose why will
with within without would yet you your answer answers author authors best call called claim claims course describe
describes document documents fit fits follow following follows goes lesson lessons match mean means option options
paper paragraph paragraphs place places post question questions reader right section sentence statement statements
stated stands tell tells text think thing things true wrong word words
"""
COMMON = frozenset(COMMON_WORDS.split())
"""Words that tell nothing of the subject."""


def plain(text: str) -> str:
    """Without citations, directives and marks; a linked topic becomes its words."""
    text = TOPIC.sub(r"\2", CITATION.sub("", text))
    return MARKS.sub(" ", DIRECTIVE.sub("", text))


def sentences(text: str) -> Iterator[str]:
    """Those of the paragraphs, list items and cells of tables in a Markdown text, headings among them."""
    for block in BLOCK.split(TOPIC.sub(r"\2", DIRECTIVE.sub("\n", text))):
        words = " ".join(plain(block).split()) if WORD.search(block) else ""
        start = 0
        for end in END.finditer(words):
            if not ABBREVIATION.search(words[start : end.start() + 1]):
                yield words[start : end.end()]
                start = end.end() + 1
        if words[start:].strip():
            yield words[start:].strip()


def words(text: str) -> list[str]:
    return WORD.findall(text)


def small_words(text: str) -> list[str]:
    """In small letters and without the ending of a genitive: the paper's is paper."""
    return [word.lower().replace("’", "'").removesuffix("'s").rstrip("'") for word in WORD.findall(plain(text))]


def telling_words(text: str) -> set[str]:
    """The words of the subject, cut to their stems, roughly: plans and planned are one."""
    return {stem(word) for word in small_words(text) if len(word) > 3 and word not in COMMON}


def stem(word: str) -> str:
    for ending in ("ations", "ation", "ingly", "ments", "ment", "ings", "ing", "ities", "ity", "ies", "ied", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word.removesuffix("es") if word.endswith(("ses", "xes", "ches", "shes")) else word.removesuffix("s")
