"""What a browser without JavaScript would send: the successful controls of a form."""

from html.parser import HTMLParser

from django.http import QueryDict
from django.template.loader import render_to_string

from quizzes.question_types.base import Answer, QuestionType


class Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.post = QueryDict(mutable=True)
        self.textarea: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        control = dict(attrs)
        name = control.get("name") or ""
        if tag == "textarea":
            self.textarea = name
            self.post[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in control or self.select not in self.post):
            self.post[self.select] = control.get("value") or ""  # Nothing selected sends the first one.
        elif tag == "input" and (control["type"] not in ("radio", "checkbox") or "checked" in control):
            self.post.appendlist(name, control.get("value", "on" if "checked" in control else "") or "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            # A line end right after the start tag does not belong to the text; browsers send CRLF.
            text = str(self.post[self.textarea]) + data.removeprefix("\n").replace("\n", "\r\n")
            self.post[self.textarea] = text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None


def form_post(html: str) -> QueryDict:
    controls = Controls()
    controls.feed(html)
    return controls.post


def answer_post(question: QuestionType, answer: Answer, prefix: str) -> QueryDict:
    """What a browser sends when the form is drawn with this answer chosen."""
    form = question.answer_form(prefix=prefix, initial=answer)
    return form_post(render_to_string(question.template_name, {"stem": "What of it?", "form": form}))
