"""What the course is built from: documents, their paragraphs, and the claims that they make."""

from typing import Self

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownField
from lessons.models.content import ContentManager, ContentQuerySet, ContentRow
from lessons.models.fixture_spec import FixtureSpec
from lessons.models.waivable import Waivable


class Voice(models.TextChoices):
    """Who vouches for a statement, and how."""

    FACT = "fact", _("fact")
    AUTHOR = "author_claim", _("author’s claim")
    QUOTED = "quoted_claim", _("quoted claim")
    REPORTED = "reported_claim", _("reported claim")
    EDITOR = "editor", _("editor")

    @property
    def mark(self) -> str:
        """The name of its mark, which is also its CSS class: fact, author, quoted, reported, editor."""
        return str(self.value).removesuffix("_claim")


CLAIM_KINDS = [choice for choice in Voice.choices if choice[0] != Voice.EDITOR]


class Area(models.TextChoices):
    ACTOR = "actor", _("Actors")
    PROJECT = "project", _("Projects")
    CHALLENGE = "challenge", _("Challenges")
    HISTORY = "history", _("History")
    RECOMMENDATION = "recommendation", _("Recommendations")


class DocumentQuerySet(ContentQuerySet):
    def with_counts(self) -> Self:
        """Adds `paragraph_count` and `claim_count`; selects the course."""
        paragraphs = Count("paragraphs", filter=Q(paragraphs__retired=False), distinct=True)
        shown = Q(paragraphs__retired=False, paragraphs__claims__retired=False)
        claims = Count("paragraphs__claims", filter=shown, distinct=True)
        counted = self.select_related("course").annotate(paragraph_count=paragraphs, claim_count=claims)
        return counted.order_by("course", "position", "slug")  # Aggregates drop the order of the model.


class Document(ContentRow):
    """A source as it was given, with what is known of it and how that is known."""

    fixture = FixtureSpec(
        "documents",
        "documents.yaml",
        (
            *("slug", "letter", "title", "title_basis", "kind", "kind_basis", "author", "author_basis"),
            *("publisher", "publisher_basis", "date", "date_basis", "address", "address_basis", "notes"),
        ),
        key="slug",
    )

    slug = models.SlugField(_("slug"), max_length=80)
    letter = models.CharField(_("letter"), max_length=2, help_text=_("The labels of its paragraphs begin with it."))
    title = models.CharField(_("title"), max_length=300)
    title_basis = models.TextField(_("how the title is known"), blank=True)
    kind = models.CharField(_("kind"), max_length=200, blank=True)
    kind_basis = models.TextField(_("how the kind is known"), blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True)
    author_basis = models.TextField(_("how the author is known"), blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_basis = models.TextField(_("how the publisher is known"), blank=True)
    date = models.CharField(_("date"), max_length=200, blank=True)
    date_basis = models.TextField(_("how the date is known"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_basis = models.TextField(_("how the address is known"), blank=True)
    notes = MarkdownField(_("notes"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = ContentManager.from_queryset(DocumentQuerySet)()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["course", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="document_slug_in_course"),
            models.UniqueConstraint(fields=["course", "letter"], name="document_letter_in_course"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:source", args=[self.course.slug, self.slug])


class ParagraphQuerySet(ContentQuerySet):
    def with_claims(self) -> Self:
        """Adds `own_claims`: the claims that each paragraph decides, with their evidence."""
        claims = Claim.objects.current().with_evidence()
        return self.select_related("course", "document").prefetch_related(
            Prefetch("claims", queryset=claims, to_attr="own_claims"), "speakers"
        )


class Paragraph(ContentRow):
    """A numbered paragraph of a document, told in our own words (the gist)."""

    fixture = FixtureSpec(
        "paragraphs",
        "documents.yaml",
        ("label", "part", "heading", "speakers", "setting", "gist", "note"),
        key="label",
        parent="document",
    )

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="paragraphs", verbose_name=_("document")
    )
    label = models.CharField(_("label"), max_length=16)
    position = models.PositiveIntegerField(_("position"), default=0)
    part = models.CharField(_("part"), max_length=200, blank=True, help_text=_("The heading above the heading."))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    speakers = models.ManyToManyField(
        "lessons.Topic", verbose_name=_("who speaks"), related_name="spoken_paragraphs", blank=True
    )
    setting = models.CharField(_("who speaks, in words"), max_length=300, blank=True)
    gist = models.TextField(_("gist"))
    note = models.TextField(_("note"), blank=True)

    objects = ContentManager.from_queryset(ParagraphQuerySet)()

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering = ["document__position", "position", "label"]
        constraints = [models.UniqueConstraint(fields=["course", "label"], name="paragraph_label_in_course")]

    def get_absolute_url(self) -> str:
        """Its place in the document. Wants `document__course` selected."""
        return f"{self.document.get_absolute_url()}#{self.label}"


class EditorNote(ContentRow):
    """Background that is not in the documents."""

    class Confidence(models.TextChoices):
        CERTAIN = "certain", _("settled public record")
        CHECK = "check", _("true as far as the editor knows")
        EDITORIAL = "editorial", _("a remark on the documents")

    fixture = FixtureSpec("editor_notes", "editor-notes.yaml", ("key", "title", "text", "confidence", "paragraphs"))

    key = models.CharField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    text = MarkdownField(_("text"))
    confidence = models.CharField(_("confidence"), max_length=16, choices=Confidence)
    paragraphs = models.ManyToManyField(Paragraph, verbose_name=_("bears on"), related_name="editor_notes", blank=True)

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("editor’s note")
        verbose_name_plural = _("editor’s notes")
        ordering = ["course", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="editor_note_key_in_course")]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class ClaimQuerySet(ContentQuerySet):
    def with_evidence(self) -> Self:
        """All that showing a claim needs: course, paragraph, document and speakers, in two queries."""
        return self.select_related("course", "paragraph__document").prefetch_related("speakers")


class Claim(Waivable, ContentRow):
    """One checkable statement that a source makes, in our own words: the atom of a course."""

    class Mode(models.TextChoices):
        DESCRIPTIVE = "descriptive", _("descriptive")
        EVALUATIVE = "evaluative", _("evaluative")
        CAUSAL = "causal", _("causal")
        PREDICTIVE = "predictive", _("predictive")
        NORMATIVE = "normative", _("normative")

    class Keying(models.TextChoices):
        SAFE = "safe", _("may be the key without further words")
        ATTRIBUTE = "attribute", _("the stem must say whose claim it is")
        DATE = "date", _("the stem must fix the time")

    fixture = FixtureSpec(
        "claims",
        "claims.yaml",
        (
            *("key", "paragraph", "also_in", "statement", "kind", "speakers", "mode", "area", "further_areas"),
            *("date", "number", "as_of", "keying", "footnote", "topics", "editor_notes", "waivers"),
        ),
    )

    key = models.CharField(_("key"), max_length=40)
    paragraph = models.ForeignKey(
        Paragraph, on_delete=models.RESTRICT, related_name="claims", verbose_name=_("deciding paragraph")
    )
    also_in = models.ManyToManyField(
        Paragraph, verbose_name=_("also rests on"), related_name="further_claims", blank=True
    )
    statement = models.TextField(_("statement"))
    kind = models.CharField(_("kind"), max_length=16, choices=CLAIM_KINDS, default=Voice.FACT)
    speakers = models.ManyToManyField(
        "lessons.Topic", verbose_name=_("speakers"), related_name="spoken_claims", blank=True
    )
    mode = models.CharField(_("mode"), max_length=16, choices=Mode, default=Mode.DESCRIPTIVE)
    area = models.CharField(_("area"), max_length=16, choices=Area)
    further_areas = models.JSONField(_("further areas"), default=list, blank=True)
    date = models.CharField(_("date"), max_length=80, blank=True)
    number = models.IntegerField(_("number"), null=True, blank=True)
    as_of = models.CharField(_("as of"), max_length=300, blank=True)
    keying = models.CharField(_("keying"), max_length=16, choices=Keying, default=Keying.SAFE)
    footnote = models.PositiveIntegerField(_("lost footnote"), null=True, blank=True)
    topics = models.ManyToManyField("lessons.Topic", verbose_name=_("topics"), related_name="claims", blank=True)
    editor_notes = models.ManyToManyField(
        EditorNote, verbose_name=_("editor’s notes"), related_name="claims", blank=True
    )

    objects = ContentManager.from_queryset(ClaimQuerySet)()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["course", "paragraph__document__position", "paragraph__position", "id"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="claim_key_in_course")]

    def __str__(self) -> str:
        return f"{self.key} {self.statement}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:claim", args=[self.course.slug, self.key])

    @property
    def voice(self) -> Voice:
        return Voice(self.kind)
