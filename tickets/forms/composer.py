"""What an agent writes: a reply or an internal note."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.forms.files import FilesField
from tickets.models import Channel
from tickets.states import Status
from tickets.templates import Template, templates_of
from tickets.ways import BY_MAIL

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
    via = forms.ChoiceField(choices=[(BY_MAIL, BY_MAIL)], required=False)
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
            "via": data["via"],
        }


class TemplateForm(forms.Form):
    """An approved template of the ticket's channel, its blanks filled in."""

    template = forms.CharField(max_length=600)
    submission = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        """Offer what the channel has."""
        self.offered = {template.key: template for template in templates_of(channel)}
        super().__init__(*args, **kwargs)

    def clean_template(self) -> Template:
        """Return the template with what was typed; a line break is none that a provider takes."""
        chosen = self.offered.get(self.cleaned_data["template"])
        if chosen is None:
            raise forms.ValidationError(_("This template is no longer offered. Choose another."))
        typed = self.data.getlist("values") if isinstance(self.data, QueryDict) else []
        values = (" ".join(value.replace("\x00", "").split())[:1024] for value in typed)
        return chosen.filled([value for value in values if value])


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
