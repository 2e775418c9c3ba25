"""Static files with content hashes in their names, compressed once, ES module imports rewritten."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's, but it also rewrites `import` lines of ES modules."""

    support_js_module_import_aggregation = True
