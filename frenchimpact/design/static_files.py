"""How static files are served in production: under the hash of their content, in their imports of one another too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Only hashed names are served: a module imports the very address that pages load, so that it runs once."""

    support_js_module_import_aggregation = True
