"""The kinds of figures. A lesson names one and says after a colon what it is to show: `map: the way over Xinjiang`."""

KINDS = ("map", "timeline", "voices", "relations", "comparison", "flow")


def kind_of(figure: str) -> str:
    """The word before the colon, known or not; empty where there is none."""
    kind, colon, _text = figure.partition(":")
    return kind.strip() if colon else ""
