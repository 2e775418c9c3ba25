"""Fields of the public forms: an address, several files, and what is said about a file that cannot be taken."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helpdesk.ui.humane import file_size
from tickets.files import safe_name


class AddressField(forms.EmailField):
    """A mail address in its compatible spelling: no letter that only looks like, or folds to, one of another's."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_error_messages = {
        "required": gettext_lazy("Write your e-mail address."),
        "invalid": gettext_lazy("This address is not complete. Example: name@example.com"),
    }

    def to_python(self, value: Any) -> str:
        """Fold what compares equal before it is validated and stored (as CVE-2019-19844 taught)."""
        return unicodedata.normalize("NFKC", super().to_python(value) or "")


class FilesInput(forms.ClearableFileInput):
    """The browser's own chooser, for many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Zero or more uploads. The form judges each, so that one bad file does not lose the good ones."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "tuple[UploadedFile[Any], ...]":  # noqa: ARG002 -- Django's signature
        """Return the uploads as they came."""
        return tuple(upload for upload in (data or []) if isinstance(upload, UploadedFile))


def fault_of(upload: "UploadedFile[Any]") -> str:
    """Say what is wrong with one file, "" when nothing is."""
    name = safe_name(upload.name or "")
    if (upload.size or 0) > settings.MAX_UPLOAD_BYTES:
        return _("“%(name)s” is larger than %(limit)s. Send a smaller copy, or part of it.") % {
            "name": name,
            "limit": file_size(settings.MAX_UPLOAD_BYTES),
        }
    if not upload.size:
        return _("“%(name)s” is empty. Choose it again.") % {"name": name}
    return ""


def limits_text() -> str:
    """Say before anything is chosen how much may be attached."""
    return ngettext(
        "Up to %(count)s file of %(size)s.", "Up to %(count)s files of %(size)s each.", settings.MAX_UPLOAD_FILES
    ) % {"count": settings.MAX_UPLOAD_FILES, "size": file_size(settings.MAX_UPLOAD_BYTES)}


def too_many_text() -> str:
    """Say that more files came than may."""
    return ngettext(
        "You can attach up to %(count)s file. Uncheck or leave out the others.",
        "You can attach up to %(count)s files. Uncheck or leave out the others.",
        settings.MAX_UPLOAD_FILES,
    ) % {"count": settings.MAX_UPLOAD_FILES}
