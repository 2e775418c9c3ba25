"""What an agent writes: a reply or an internal note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.files import FilesField
from tickets.states import Status

MAX_BODY = 50_000
AFTER_REPLY = (Status.OPEN, Status.WAITING_CUSTOMER, Status.SOLVED)


class MessageForm(forms.Form):
    """A message. `last_seen` is the newest one on the writer's screen, `submission` tells a second click apart."""

    body = forms.CharField(
        label=_("Message"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )
    attachments = FilesField(label=_("Files"), required=False)
    submission = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class ReplyForm(MessageForm):
    """A reply, and in which state it leaves the ticket."""

    status = forms.ChoiceField(choices=[(status, status) for status in AFTER_REPLY], required=False)
    last_seen = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def verb_arguments(self) -> dict[str, Any]:
        """Return what `conversation.reply` takes."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "files": data["attachments"],
            "status": data["status"],
            "last_seen": data["last_seen"],
            "submission": data["submission"],
        }


class NoteForm(MessageForm):
    """An internal note."""

    def verb_arguments(self) -> dict[str, Any]:
        """Return what `conversation.add_note` takes."""
        data = self.cleaned_data
        return {"body": data["body"], "files": data["attachments"], "submission": data["submission"]}


class DraftForm(forms.Form):
    """What has been typed so far."""

    kind = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note")])
    body = forms.CharField(max_length=MAX_BODY, required=False, strip=False)
