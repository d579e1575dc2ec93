"""What a citation opens: the paragraph in our own words, and the claims with their voices and speakers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise

from lessons.markdown import cited_keys
from lessons.memory import kept_by_revision
from lessons.models import Claim, Course, Paragraph, Section


@dataclass(frozen=True, eq=False)
class CitedParagraph:
    label: str
    gist: str
    heading: str
    document: str
    href: str
    claims: list["Cited"] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Cited:
    """A claim, or a whole paragraph, as pages show it."""

    key: str
    label: str
    """Of the paragraph that decides."""
    voice_class: str
    voice_word: str | Promise
    """Class and word are empty for a whole paragraph: it has several voices."""
    statement: str
    speakers: tuple[str, ...]
    as_of: str
    also: tuple[str, ...]
    """Labels of further paragraphs on which the claim rests."""
    href: str
    """Where it can be read: in the lesson that teaches it, or among the sources."""
    paragraph: CitedParagraph


def evidence_for(course: Course, keys: Iterable[str], *, to_lessons: bool = False) -> dict[str, Cited]:
    """The evidence behind keys of claims ("P24f2") and labels of paragraphs ("P24").

    Keys that the course does not have are left out; a retired claim is there only by its own key. With `to_lessons`
    a link leads to the sentence of the published lesson that teaches the claim, or else, as it does without, to its
    place among the sources. Wants the course with its revision selected.
    """
    wanted = dict.fromkeys(keys)
    if not wanted:
        return {}
    everything = linked_to_lessons(course) if to_lessons else whole_evidence(course)
    return {key: everything[key] for key in wanted if key in everything}


@kept_by_revision(size=16)
def whole_evidence(course: Course) -> dict[str, Cited]:
    """That of a whole course, in four queries: a megabyte for a thousand claims."""
    rows = Paragraph.objects.filter(course=course).select_related("document")
    paragraphs = {row.pk: shown_paragraph(course, row) for row in rows}
    everything = {paragraph.label: whole(paragraph) for paragraph in paragraphs.values()}
    for row in Claim.objects.filter(course=course).prefetch_related("speakers", "also_in"):
        paragraph = paragraphs[row.paragraph_id]
        claim = everything[row.key] = shown_claim(row, paragraph)
        if not row.retired:
            paragraph.claims.append(claim)
    return everything


@kept_by_revision(size=16)
def linked_to_lessons(course: Course) -> dict[str, Cited]:
    links = lesson_links(course)
    everything = whole_evidence(course)
    return everything | {key: replace(everything[key], href=link) for key, link in links.items() if key in everything}


def shown_paragraph(course: Course, row: Paragraph) -> CitedParagraph:
    href = reverse("lessons:source", args=[course.slug, row.document.slug]) + f"#{row.label}"
    return CitedParagraph(row.label, row.gist, row.heading or row.part, row.document.kind or row.document.title, href)


def shown_claim(claim: Claim, paragraph: CitedParagraph) -> Cited:
    return Cited(
        key=claim.key,
        label=paragraph.label,
        voice_class=claim.voice.mark,
        voice_word=claim.voice.label,
        statement=claim.statement,
        speakers=tuple(topic.name for topic in claim.speakers.all()),
        as_of=claim.as_of,
        also=tuple(row.label for row in claim.also_in.all()),
        href=paragraph.href.replace(f"#{paragraph.label}", f"#{claim.key}"),
        paragraph=paragraph,
    )


def whole(paragraph: CitedParagraph) -> Cited:
    return Cited(paragraph.label, paragraph.label, "", "", paragraph.gist, (), "", (), paragraph.href, paragraph)


def lesson_links(course: Course) -> dict[str, str]:
    """By claim, the address of its sentence in a published lesson: rather where it is cited than where it is taught."""
    sections = Section.objects.filter(course=course, retired=False, claims__key__isnull=False)
    rows = sections.in_published_lessons().values_list("claims__key", "lesson__slug", "key", "text")
    links: dict[str, tuple[bool, str]] = {}
    for claim, lesson, section, text in rows:
        quoted = claim in cited_keys(text)
        if claim not in links or (quoted and not links[claim][0]):
            anchor = f"?open={claim}#{claim}" if quoted else f"#{section}"
            links[claim] = (quoted, reverse("lessons:lesson", args=[course.slug, lesson]) + anchor)
    return {claim: link for claim, (_quoted, link) in links.items()}


def chips(evidence: dict[str, Cited], keys: Sequence[str]) -> list[list[Cited]]:
    """One chip for each paragraph and voice, with what it cites; keys without evidence are left out."""
    groups: dict[tuple[str, str], list[Cited]] = {}
    for key in keys:
        if cited := evidence.get(key):
            groups.setdefault((cited.label, cited.voice_class), []).append(cited)
    return list(groups.values())


def chip_links(evidence: dict[str, Cited], keys: Sequence[str]) -> str:
    """Chips that are links, for places where nothing can be unfolded: tables, options, rationales."""
    context = {"chips": chips(evidence, keys)}
    return render_to_string("lessons/_chips.html", context).strip() if context["chips"] else ""
