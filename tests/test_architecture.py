"""The rooms of the house: imports run one way, files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("lessons", "quizzes", "casite")
MAY_NOT_IMPORT = {"lessons": {"quizzes", "casite"}, "quizzes": {"casite"}}
VAGUE_NAMES = {"utils.py", "helpers.py", "services.py", "selectors.py", "common.py", "misc.py"}
TOP_LEVEL = {
    *("manage.py", "README.md", "casite", "lessons", "quizzes", "fixtures", "tests", "pyproject.toml"),
    *("requirements.txt", "requirements-dev.txt", "Makefile", "LICENSE", "deploy"),
}


def modules(package: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """Lines from `def` to the end, the docstring left out."""
    first = function.body[0]
    docstring = ast.get_docstring(function, clean=False) is not None
    skipped = (first.end_lineno or 0) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - skipped


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_imports_run_one_way(package: str) -> None:
    culprits = [str(path) for path in modules(package) if imported(path) & MAY_NOT_IMPORT[package]]

    assert culprits == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_hides_in_a_function(package: str) -> None:
    culprits = [
        f"{path}:{node.lineno}"
        for path in modules(package)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert culprits == []


@pytest.mark.parametrize("package", PACKAGES)
def test_files_have_at_most_300_lines(package: str) -> None:
    assert [str(path) for path in modules(package) if len(path.read_text().splitlines()) > 300] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_have_at_most_40_lines(package: str) -> None:
    long = [f"{path}:{f.lineno} {f.name}" for path in modules(package) for f in functions(path) if length(f) > 40]

    assert long == []


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_are_named_by_subject(package: str) -> None:
    assert [str(path) for path in modules(package) if path.name in VAGUE_NAMES] == []


def test_the_top_level_holds_what_the_readme_lists() -> None:
    ignored = {"staticfiles", "db.sqlite3", "htmlcov"}

    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - TOP_LEVEL - ignored == set()
