"""Handing out files that strangers sent, so that no browser runs or shows them in our name."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from tickets.models import Attachment

# Even when a browser is talked into showing it: no script, no form, nothing loaded, no origin of ours.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def file_response(attachment: Attachment, *, inline: bool = False) -> FileResponse:
    """Return the file as a download; in the page only with `inline`, and only images detected as such by their bytes.

    The caller has checked who may read the message. Raises Http404 when the storage lost the file.
    """
    try:
        stored = default_storage.open(attachment.blob.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        stored,
        as_attachment=not (inline and attachment.is_image),
        filename=attachment.name,
        content_type=attachment.content_type if attachment.is_image else "application/octet-stream",
        headers=HARMLESS,
    )
