"""The forms of the help centre: a new request, and an answer on the page of a request."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels_inbound.web_form.fields import AddressField, FilesField, fault_of, limits_text, too_many_text
from channels_inbound.web_form.kept_files import FileNote, keep, read_notes
from channels_inbound.web_form.stamp import Stamp, new_stamp, read_stamp
from channels_inbound.web_form.submission import Submission
from knowledge.models import Translation
from tickets.files import InboundFile
from tickets.models import Category

LONGEST_BODY = 50_000
TRAP = "sitio_web"  # a field that only programs see; its name invites them


class PublicForm(forms.Form):
    """What every public form has: text, files, the signed stamp and the trap."""

    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what we can help with.")},
    )
    attachments = FilesField(label=_("Photos or documents"), required=False)

    def __init__(self, request: HttpRequest, *, at: datetime, **kwargs: Any) -> None:
        """Take data and files from a POST; `at` decides about the age of the form."""
        if request.method == "POST":
            kwargs |= {"data": request.POST, "files": request.FILES}
        super().__init__(**kwargs)
        self.at = at
        self.files_to_send: tuple[InboundFile, ...] = ()
        self.fields["attachments"].help_text = limits_text()

    @cached_property
    def stamp(self) -> Stamp:
        """The stamp it was shown with; a fresh one when that is missing, forged or too old."""
        stamp = read_stamp(self.data.get("stamp", "")) if self.is_bound else None
        return stamp if stamp and not stamp.is_too_old(at=self.at) else new_stamp(at=self.at)

    @cached_property
    def kept(self) -> list[FileNote]:
        """The files that were kept from an earlier attempt and are still wanted."""
        return read_notes(self.data.getlist("kept"), at=self.at) if self.is_bound else []  # type: ignore[attr-defined]

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in the field that people do not see."""
        return self.is_bound and bool(self.data.get(TRAP))

    def clean_attachments(self) -> None:
        """Judge each file by itself, and all of them by number; the good ones are remembered either way."""
        uploads = self.cleaned_data["attachments"]
        faults = [ValidationError(fault) for upload in uploads if (fault := fault_of(upload))]
        good = [InboundFile.from_upload(upload) for upload in uploads if not fault_of(upload)]
        room = settings.MAX_UPLOAD_FILES - len(self.kept)
        self.files_to_send = tuple(good[: max(room, 0)])
        if len(good) > room:
            faults.append(ValidationError(too_many_text()))
        if faults:
            raise ValidationError(faults)

    def clean(self) -> None:
        """Refuse what came back too fast or from nowhere. The text stays, and sending again is enough.

        Nobody is told to be slower while there is something to correct: that takes its time.
        """
        stamp = read_stamp(self.data.get("stamp", ""))
        if stamp is None or stamp.is_too_old(at=self.at):
            raise ValidationError(_("This form was open for a long time. Check what you wrote and send it again."))
        if stamp.is_too_quick(at=self.at) and not self.errors:
            raise ValidationError(_("That was very quick. Check what you wrote and send it again."))

    def keep_files(self) -> None:
        """Store the good files of a form that must be corrected, so that they need not be chosen again."""
        self.kept += [keep(file) for file in self.files_to_send]

    @property
    def kilobytes_to_keep(self) -> int:
        """How much of the storage `keep_files` would take."""
        return -(-sum(len(file.data) for file in self.files_to_send) // 1024)

    @property
    def file_notes(self) -> tuple[FileNote, ...]:
        """Every file of the submission, kept ones first."""
        return (*self.kept, *(FileNote.of(file) for file in self.files_to_send))


# Articles that may answer already are offered while the summary is typed; the form does not wait for them.
SUGGESTING = {
    "hx-get": reverse_lazy("knowledge:suggestions"),
    "hx-trigger": "input changed delay:500ms",
    "hx-target": "#suggestions",
    "hx-sync": "this:replace",
}


class RequestForm(PublicForm):
    """A new request. The names of its fields are part of the contract."""

    category = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose one of the subjects shown."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = AddressField(label=_("E-mail"), max_length=254, help_text=_("The link to follow your request goes here."))
    subject = forms.CharField(
        label=_("Summary"),
        max_length=250,
        widget=forms.TextInput(attrs=SUGGESTING),
        error_messages={"required": _("Sum it up in a few words.")},
    )
    field_order = ("category", "name", "email", "subject", "body", "attachments")

    def __init__(self, request: HttpRequest, *, at: datetime, **kwargs: Any) -> None:
        """Offer the public categories; without any, the question is left out."""
        super().__init__(request, at=at, **kwargs)
        public = Category.objects.public().values_list("slug", flat=True)
        slugs = list(public) if self.is_bound else [category.slug for category in self.categories]
        if slugs:
            self.fields["category"].choices = [(slug, slug) for slug in slugs]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]

    @cached_property
    def categories(self) -> list[Category]:
        """The subjects to choose from, for the page; a form that is accepted at once never reads their names."""
        return list(Category.objects.public().named())

    @cached_property
    def article_read(self) -> Translation | None:
        """The article that somebody comes from and that did not help, as everybody may read it."""
        slug = str((self.data if self.is_bound else self.initial).get("article", "")).replace("\x00", "")
        rows = Translation.objects.readable_by(None).filter(slug=slug) if slug else []
        return min(rows, key=lambda row: row.language != get_language(), default=None)

    def clean_name(self) -> str:
        """Take a name as one line."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_subject(self) -> str:
        """Take a summary as one line."""
        return " ".join(str(self.cleaned_data["subject"]).split())

    def submission(self) -> Submission:
        """Return what was sent. Also works for a form with errors, for what a program sent."""
        values = self.cleaned_data
        return Submission(
            nonce=self.stamp.nonce,
            kind="request",
            name=values.get("name", ""),
            email=values.get("email", ""),
            subject=values.get("subject", ""),
            body=values.get("body", ""),
            category=values.get("category", ""),
            article=self.article_read.slug if self.article_read else "",
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
            files=self.file_notes,
        )


class AnswerForm(PublicForm):
    """An answer on the page of a request."""

    def submission(self, *, ticket: int, requester: int) -> Submission:
        """Return what was sent; who and where is proven by the link."""
        return Submission(
            nonce=self.stamp.nonce,
            kind="reply",
            body=self.cleaned_data["body"],
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
            ticket=ticket,
            requester=requester,
            files=self.file_notes,
        )
