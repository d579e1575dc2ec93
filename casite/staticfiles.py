"""How static files are stored for production: compressed, under names that hold a hash of their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CasiteStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # It has no types.
    """ES modules import each other by name; the imports too are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
