"""Static files as production serves them: compressed, under names with a hash of their content."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from casite import settings

HASHED = re.compile(r"\.[0-9a-f]{12}(\.|$)")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All static files of the site, and two modules of which one imports the other."""
    folder, modules = tmp_path_factory.mktemp("static"), tmp_path_factory.mktemp("modules")
    (modules / "one.js").write_text('import { two } from "./two.js";\n')
    (modules / "two.js").write_text("export const two = 2;\n")
    with override_settings(
        STORAGES=settings.STORAGES,
        STATIC_ROOT=folder,
        STATICFILES_DIRS=[modules],
        WHITENOISE_KEEP_ONLY_HASHED_FILES=True,
    ):
        call_command("collectstatic", "--no-input", verbosity=0)
    return folder


def test_modules_import_each_other_by_their_hashed_names(collected: Path) -> None:
    [one], [two] = collected.glob("one.*.js"), collected.glob("two.*.js")

    assert one.read_text() == f'import {{ two }} from "./{two.name}";\n'


def test_only_hashed_names_are_kept(collected: Path) -> None:
    names = [path.name for path in collected.rglob("*") if path.is_file()]

    assert [name for name in names if not HASHED.search(name)] == ["staticfiles.json"]


def test_scripts_and_styles_are_compressed(collected: Path) -> None:
    [plain] = collected.glob("admin/css/base.*.css")

    for ending in ("br", "gz"):
        assert plain.with_name(f"{plain.name}.{ending}").stat().st_size < plain.stat().st_size / 3
