"""Several files in one field, with the limits of the settings said in the reader's language."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from helpdesk.ui.humane import file_size
from tickets.files import InboundFile


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several (https://docs.djangoproject.com/en/5.2/topics/http/file-uploads/)."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files to attach; cleaned to a tuple of InboundFile."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file and how many there are."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > settings.MAX_UPLOAD_FILES:
            raise ValidationError(
                _("You can attach up to %(count)s files at once."), params={"count": settings.MAX_UPLOAD_FILES}
            )
        return tuple(InboundFile.from_upload(self._checked(upload, initial)) for upload in uploads)

    def _checked(self, upload: "UploadedFile[Any]", initial: Any) -> "UploadedFile[Any]":
        checked: UploadedFile[Any] = super().clean(upload, initial)
        if (checked.size or 0) > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("%(name)s is larger than %(limit)s. Attach a smaller file or send a link."),
                params={"name": checked.name, "limit": file_size(settings.MAX_UPLOAD_BYTES)},
            )
        return checked
