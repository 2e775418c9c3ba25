"""The words of the automatic mails and chat messages, for administrators."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.models import Desk, MailText
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.letters.kinds import KINDS, LANGUAGES, LetterKind
from helpdesk.letters.rendering import Wording, faults_of, missing_from, samples, write
from helpdesk.letters.wordings import default_wording, wording_of

# The preview holds a mail, whose styles are in its text as mail programs want them. It is framed by its own page
# only; the mail itself stands in a frame of its own that runs nothing and leads nowhere.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class MailTextForm(forms.ModelForm):  # type: ignore[type-arg]
    """Subject and text of one mail in one language; a chat message has no subject."""

    class Meta:
        model = MailText
        fields = ("subject", "body")
        widgets = {"body": forms.Textarea({"rows": 16, "class": "mono", "spellcheck": "true"})}
        help_texts = {
            "body": gettext_lazy(
                "An empty line begins a paragraph. [Words]({{ request.link }}) alone on a line becomes a button. "
                "After a line with --- comes the small print."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for what the message has."""
        super().__init__(*args, **kwargs)
        if self.kind.is_chat:
            del self.fields["subject"]
            self.fields["body"].widget.attrs["rows"] = 8
            self.fields["body"].help_text = gettext_lazy(
                "An empty line begins a paragraph. [Words]({{ request.link }}) puts the address below the words."
            )

    @property
    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.cleaned_data.get("subject", ""), self.cleaned_data["body"])

    def clean_subject(self) -> str:
        """Refuse names that mean nothing here."""
        subject = str(self.cleaned_data["subject"])
        self._refuse(faults_of(subject, self.kind, is_subject=True))
        return subject

    def clean_body(self) -> str:
        """Refuse names that mean nothing here, and a mail without the one thing it is sent for."""
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()
        self._refuse(faults_of(body, self.kind) + missing_from(body, self.kind))
        return body

    @property
    def kind(self) -> LetterKind:
        """The mail that is written."""
        return KINDS[self.instance.kind]

    def _refuse(self, faults: list[str]) -> None:
        if faults:
            raise ValidationError(faults)


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    kind: LetterKind
    own: list[str]  # the languages in which an administrator wrote it


@require_safe
@admin_required
def mail_texts(request: PersonRequest) -> HttpResponse:
    """List what leaves by itself."""
    own = set(MailText.objects.values_list("kind", "language"))
    lines = [Line(kind, [code for code in LANGUAGES if (kind.slug, code) in own]) for kind in _mails_first()]
    return render(request, "settings/mail_texts.html", {"lines": lines, "languages": settings.LANGUAGES})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def mail_text(request: PersonRequest, kind: str, language: str) -> HttpResponse:
    """Show and change the words of one mail or chat message in one language."""
    row = _row(kind, language)
    form = MailTextForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:mail_text", kind, language)
    context = {"form": form, "kind": KINDS[kind], "language": language, "languages": settings.LANGUAGES, "row": row}
    return render(request, "settings/mail_text.html", context, status=422 if form.errors else 200)


@require_POST
@admin_required
def mail_text_resets(request: PersonRequest, kind: str, language: str) -> HttpResponse:
    """Go back to our words."""
    row = _row(kind, language)
    if row.pk:
        audit.removed(row, by=request.user, at=timezone.now())
    flash.success(request, _("The text has its first words again."))
    return redirect("settings:mail_text", kind, language)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def mail_text_previews(request: PersonRequest, kind: str, language: str) -> HttpResponse:
    """Show it with sample values: what is in use, or what was typed and is not saved."""
    row = _row(kind, language)
    form = MailTextForm(request.POST or None, instance=row)
    context: dict[str, Any] = {"form": form, "language": language}
    if not form.is_bound or form.is_valid():
        wording = form.wording if form.is_bound else wording_of(kind, language)
        context |= preview(wording, KINDS[kind], language)
    answer = render(request, "settings/mail_preview.html", context, status=422 if form.errors else 200)
    answer["Content-Security-Policy"] = PREVIEW_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def preview(wording: Wording, kind: LetterKind, language: str) -> dict[str, Any]:
    """Return subject, HTML and text of a mail, or the text of a chat message, with sample values."""
    desk = Desk.current()
    values = samples(kind, language) | {"desk.name": desk.name}
    with translation.override(language):
        letter = write(wording, values, colour=desk.mail_colour)
        if kind.is_chat:
            return {"chat": letter.text}
        parts = {"letter": letter, "desk": desk}
        html, text = (render_to_string(f"emails/letter.{ending}", parts) for ending in ("html", "txt"))
    return {"subject": letter.subject, "html": html, "text": text}


def _mails_first() -> list[LetterKind]:
    return sorted(KINDS.values(), key=lambda kind: kind.is_chat)


def _row(kind: str, language: str) -> MailText:
    """Return the stored words, or ours in a row that is not stored."""
    if kind not in KINDS or language not in LANGUAGES:
        raise Http404
    ours = default_wording(kind, language)
    stored = MailText.objects.filter(kind=kind, language=language).first()
    return stored or MailText(kind=kind, language=language, subject=ours.subject, body=ours.body)
