"""Static files with content hashes in their names, compressed once, ES module imports rewritten."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

UNUSED = "django_htmx/"  # ships htmx extensions with bare imports; ours are vendored in static/


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As WhiteNoise's, but it also rewrites `import` lines of ES modules."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress what our pages use."""
        used = {name: source for name, source in paths.items() if not name.startswith(UNUSED)}
        yield from super().post_process(used, *args, **options)
