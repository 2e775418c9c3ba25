"""Handing out files that strangers sent, so that no browser runs or shows them in our name."""

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tickets.models import Attachment

# Even when a browser is talked into showing it: no script, no form, nothing loaded, no origin of ours.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def file_response(attachment: Attachment, *, inline: bool = False) -> HttpResponse:
    """Return the file as a download; in the page only with `inline`, and only images detected as such by their bytes.

    The caller has checked who may read the message.
    """
    with default_storage.open(attachment.blob.storage_name) as stored:
        response = HttpResponse(stored.read(), content_type=attachment.content_type, headers=HARMLESS)
    is_download = not (inline and attachment.is_image)
    disposition = content_disposition_header(is_download, attachment.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
