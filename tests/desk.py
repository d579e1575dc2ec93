"""What a browser without JavaScript would send from a form of the admin."""

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from django.test import Client

UNSENT = {"submit", "button", "image", "reset"}


def is_successful(control: dict[str, str | None]) -> bool:
    kind = control.get("type") or "text"
    return kind not in UNSENT and (kind not in ("radio", "checkbox") or "checked" in control)


class Form(HTMLParser):
    """The successful controls of the form with an id."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.post = form_id, QueryDict(mutable=True)
        self.inside, self.template = False, False
        self.textarea = ""
        self.select: tuple[str, bool, list[str], list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        control = dict(attrs)
        name = control.get("name") or ""
        if tag == "form":
            self.inside = control.get("id") == self.form_id
        elif tag == "template":
            self.template = True
        elif not self.inside or self.template or (tag != "option" and (not name or "disabled" in control)):
            return
        elif tag == "textarea":
            self.textarea, self.post[name] = name, ""
        elif tag == "select":
            self.select = (name, "multiple" in control, [], [])
        elif tag == "option" and self.select:
            self.select[2 if "selected" in control else 3].append(control.get("value") or "")
        elif tag == "input" and is_successful(control):
            self.post.appendlist(name, control.get("value") or ("on" if "checked" in control else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.post[self.textarea] = str(self.post[self.textarea]) + data.removeprefix("\n").replace("\n", "\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "template":
            self.template = False
        elif tag == "select" and self.select:
            name, multiple, selected, others = self.select
            for value in selected or ([] if multiple else others[:1]):
                self.post.appendlist(name, value)
            self.select = None


def sent(client: Client, url: str, **changes: Any) -> QueryDict:
    """What the form on a page would send if somebody changed some of its fields."""
    response = client.get(url)
    assert response.status_code == 200
    form = Form(f"{response.context['opts'].model_name}_form")
    form.feed(response.content.decode())
    for name, value in changes.items():
        form.post.setlist(name, value if isinstance(value, list) else [value])
    return form.post


def save(client: Client, url: str, **changes: Any) -> Any:
    """Change some fields of the form on a page and save it."""
    return client.post(url, dict(sent(client, url, **changes).lists()))


def errors(response: Any) -> dict[str, list[str]]:
    """What the page says is wrong, by field; empty after a save."""
    if response.status_code == 302:
        return {}
    return {name: list(messages) for name, messages in response.context["adminform"].form.errors.items()}
