"""A course of a few rows as a folder of files, and the whole database as plain data."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.apps import apps

FILES = {
    "course.yaml": """\
course: tiny
about:
  title: Tiny
modules:
- slug: start
  title: Start
""",
    "documents.yaml": """\
course: tiny
documents:
- slug: paper
  letter: P
  title: Paper
  paragraphs:
  - label: P1
    speakers: [author]
    gist: The first paragraph.
  - label: P2
    gist: The second paragraph.
""",
    "claims.yaml": """\
course: tiny
claims:
- key: P1f1
  paragraph: P1
  statement: The road is open.
  speakers: [author]
  area: actor
- key: P2f1
  paragraph: P2
  also_in: [P1]
  statement: The road is long.
  area: project
  topics: [author, road]
""",
    "topics.yaml": """\
course: tiny
topics:
- slug: author
  kind: actor
  name: Author
- slug: road
  kind: project
  name: Road
  aliases:
  - the long road
  paragraphs: [P1, P2]
""",
    "lessons/01-roads.yaml": """\
course: tiny
lesson:
  key: L01
  position: 1
  slug: roads
  module: start
  title: Roads
  status: published
  objectives:
  - key: L01o1
    text: Tell one road from another
    bloom: analyse
  sections:
  - key: L01s1
    title: Open
    claims: [P1f1]
    text: |-
      The road is open.[P1f1]
      It is [[road|a road]].
  - key: L01s2
    title: Long
    text: It is long.[P2f1]
""",
    "questions/actor.yaml": """\
course: tiny
questions:
- key: Q1
  area: actor
  type: single_choice
  status: ready
  claims: [P1f1]
  stem: Is the road open?
  payload:
    options:
    - key: open
      text: It is
      right: true
      rationale: So it says.
      claim: P1f1
    - key: closed
      text: It is not
      rationale: It says the opposite.
      claim: P1f1
  explanation: The paper says so.
""",
    "quizzes.yaml": """\
course: tiny
quizzes:
- slug: roads
  title: Roads
  status: published
  items:
  - key: roads-1
    question: Q1
""",
}


def write_course(folder: Path, files: dict[str, str] = FILES) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole_database(*, without: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by the model's label."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in models
        if model._meta.managed and model._meta.label not in without
    }


def sizes() -> Counter[str]:
    """How many rows each table has; empty ones are left out."""
    return +Counter({label: len(rows) for label, rows in whole_database().items()})
