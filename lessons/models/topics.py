"""The knowledge base: topics, how they are related, and what happened when."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.models.content import ContentManager, ContentQuerySet, ContentRow
from lessons.models.fixture_spec import FixtureSpec
from lessons.models.sources import Claim, EditorNote, Paragraph, Voice
from lessons.places import check_place


class Topic(ContentRow):
    class Kind(models.TextChoices):
        ACTOR = "actor", _("actor")
        PROJECT = "project", _("project")
        CHALLENGE = "challenge", _("challenge")
        PLACE = "place", _("place")
        TERM = "term", _("term")

    class Importance(models.TextChoices):
        MAJOR = "major", _("major")
        MINOR = "minor", _("minor")

    fixture = FixtureSpec(
        "topics",
        "topics.yaml",
        (
            *("slug", "kind", "subtype", "group", "name", "importance", "definition", "description", "aliases"),
            *("other_names", "status", "answered_by", "paragraphs", "place", "note"),
        ),
        key="slug",
    )

    slug = models.SlugField(_("slug"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    subtype = models.CharField(_("subtype"), max_length=80, blank=True)
    group = models.CharField(_("group"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=200)
    importance = models.CharField(_("importance"), max_length=8, choices=Importance, default=Importance.MINOR)
    definition = models.TextField(_("definition"), blank=True)
    description = models.TextField(_("description"), blank=True)
    aliases = models.JSONField(_("names in the documents"), default=list, blank=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    status = models.CharField(_("status in the documents"), max_length=200, blank=True)
    answered_by = models.ManyToManyField(
        Paragraph, verbose_name=_("advice that answers it"), related_name="answers", blank=True
    )
    paragraphs = models.ManyToManyField(Paragraph, verbose_name=_("mentioned in"), related_name="topics", blank=True)
    place = models.JSONField(_("place on the map"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["course", "name", "slug"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="topic_slug_in_course")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            if self.place is not None:
                check_place(self.place)
        except ValidationError as error:
            raise ValidationError({"place": error}) from error

    def get_absolute_url(self) -> str:
        return reverse("lessons:topic", args=[self.course.slug, self.slug])


class Predicate(ContentRow):
    """A word of the controlled list by which topics are related: read "China builds Gwadar port"."""

    fixture = FixtureSpec(
        "predicates",
        "predicates.yaml",
        ("key", "family", "definition", "subject_kinds", "object_kinds", "symmetric"),
    )

    key = models.SlugField(_("key"), max_length=40)
    family = models.CharField(_("family"), max_length=40)
    definition = models.TextField(_("definition"))
    subject_kinds = models.JSONField(_("kinds of subject"), default=list)
    object_kinds = models.JSONField(_("kinds of object"), default=list)
    symmetric = models.BooleanField(_("symmetric"), default=False)

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("predicate")
        verbose_name_plural = _("predicates")
        ordering = ["course", "family", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="predicate_key_in_course")]

    @property
    def words(self) -> str:
        return self.key.replace("_", " ")


class RelationQuerySet(ContentQuerySet):
    def about(self, topic: Topic) -> Self:
        """The relations of a topic in both directions, with all that showing them needs, in six queries.

        Those to a topic that is retired, and has no page, are left out.
        """
        related = self.filter(Q(subject=topic) | Q(object=topic), subject__retired=False, object__retired=False)
        return related.select_related("predicate", "subject__course", "object__course").prefetch_related(
            "speakers", "paragraphs__document__course", "editor_notes"
        )


class Relation(ContentRow):
    """Subject, predicate, object: and whose statement that is."""

    fixture = FixtureSpec(
        "relations",
        "relations.yaml",
        (
            *("key", "subject", "predicate", "object", "voice", "speakers", "when", "note"),
            *("paragraphs", "claims", "editor_notes"),
        ),
    )

    key = models.CharField(_("key"), max_length=40)
    subject = models.ForeignKey(
        Topic, on_delete=models.RESTRICT, related_name="relations_from", verbose_name=_("subject")
    )
    predicate = models.ForeignKey(
        Predicate, on_delete=models.RESTRICT, related_name="relations", verbose_name=_("predicate")
    )
    object = models.ForeignKey(Topic, on_delete=models.RESTRICT, related_name="relations_to", verbose_name=_("object"))
    voice = models.CharField(_("voice"), max_length=16, choices=Voice, default=Voice.FACT)
    speakers = models.ManyToManyField(Topic, verbose_name=_("speakers"), related_name="spoken_relations", blank=True)
    when = models.CharField(_("when"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    paragraphs = models.ManyToManyField(Paragraph, verbose_name=_("paragraphs"), related_name="relations", blank=True)
    claims = models.ManyToManyField(Claim, verbose_name=_("claims"), related_name="relations", blank=True)
    editor_notes = models.ManyToManyField(
        EditorNote, verbose_name=_("editor’s notes"), related_name="relations", blank=True
    )

    objects = ContentManager.from_queryset(RelationQuerySet)()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["course", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="relation_key_in_course")]

    @property
    def voice_mark(self) -> str:
        return Voice(self.voice).mark


class Event(ContentRow):
    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")
        DECADE = "decade", _("decade")
        ERA = "era", _("era")
        UNKNOWN = "unknown", _("unknown")

    class Origin(models.TextChoices):
        SOURCE = "source", _("dated in the document")
        INFERRED = "inferred", _("inferred")
        EDITOR = "editor", _("from the editor")

    class Order(models.TextChoices):
        CERTAIN = "certain", _("certain")
        APPROXIMATE = "approximate", _("approximate")
        UNCERTAIN = "uncertain", _("uncertain")

    fixture = FixtureSpec(
        "events",
        "events.yaml",
        (
            *("key", "sort", "date", "end", "precision", "text", "origin", "order"),
            *("paragraphs", "topics", "claims", "editor_notes"),
        ),
    )

    key = models.CharField(_("key"), max_length=40)
    sort = models.CharField(_("sorting key"), max_length=20, help_text=_("For order only, never shown."))
    date = models.CharField(_("date"), max_length=100, blank=True)
    end = models.CharField(_("end"), max_length=100, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision)
    text = models.TextField(_("event"))
    origin = models.CharField(_("origin of the date"), max_length=8, choices=Origin)
    order = models.CharField(_("certainty of the order"), max_length=12, choices=Order)
    paragraphs = models.ManyToManyField(Paragraph, verbose_name=_("paragraphs"), related_name="events", blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="events", blank=True)
    claims = models.ManyToManyField(Claim, verbose_name=_("claims"), related_name="events", blank=True)
    editor_notes = models.ManyToManyField(
        EditorNote, verbose_name=_("editor’s notes"), related_name="events", blank=True
    )

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["course", "sort", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="event_key_in_course")]
