"""The filters by which templates show texts."""

import pytest
from django.template import Context, Template

from lessons.evidence import evidence_for
from tests.factories import make_claim, make_course

EVIL = '<b>"Tom" & co</b>'


def draw(expression: str, **context: object) -> str:
    return Template(f"{{% load prose %}}{{{{ {expression} }}}}").render(Context(context))


def test_plain_text_is_escaped_and_has_typographic_quotes() -> None:
    assert draw("text|say", text=EVIL) == "&lt;b&gt;“Tom” &amp; co&lt;/b&gt;"
    assert draw("text|say", text="*It's* [P1f1] `so`\n\nhere") == "*It’s* [P1f1] `so`\n\nhere"
    assert draw("text|say", text="") == ""


def test_markdown_is_drawn_with_and_without_paragraphs() -> None:
    assert draw("text|markdown", text=f"*So* {EVIL}") == (
        '<div class="p"><em>So</em> &lt;b&gt;“Tom” &amp; co&lt;/b&gt;</div>\n'
    )
    assert draw("text|inline_markdown", text=f"*So* {EVIL}") == "<em>So</em> &lt;b&gt;“Tom” &amp; co&lt;/b&gt;"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["markdown", "inline_markdown"])
def test_citations_are_links_where_there_is_evidence(name: str) -> None:
    course = make_course("roads")
    make_claim(course, "P1f1")
    text = "So.[P1f1] And so.[P2f1]"
    plain = draw(f"text|{name}", text=text)

    html = draw(f"text|{name}:evidence", text=text, evidence=evidence_for(course, ["P1f1"]))

    assert html.count('<a class="chip fact" href="/courses/roads/sources/document-p/#P1f1">P1') == 1
    assert "So. And so." in plain
    assert draw(f"text|{name}:evidence", text=text, evidence={}) == plain
