"""What a canned answer is made of."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Role, Team, User
from helpdesk.lib.placeholders import unknown_in
from tickets.canned import VARIABLES
from tickets.models import CannedAnswer, Category, Visibility


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    """An answer. Agents write for themselves, managers for their teams and the desk, administrators for anybody."""

    class Meta:
        model = CannedAnswer
        fields = ("title", "body", "language", "visibility", "team", "category", "position")
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "category": gettext_lazy("Tickets of this category offer it first."),
            "position": gettext_lazy("Low numbers are offered first."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        kept = Category.objects.filter(pk=self.instance.category_id)  # stays although it is out of use, or not theirs
        fields["category"].queryset = (Category.objects.offered_to(user) | kept).named()
        fields["category"].empty_label = _("Any category")
        if user.role not in {Role.ADMIN, Role.MANAGER}:
            del fields["visibility"], fields["team"]
            return
        teams = Team.objects.filter(is_active=True) if user.role == Role.ADMIN else user.teams.filter(is_active=True)
        fields["team"].queryset = teams.order_by("name")
        fields["team"].empty_label = _("No team")
        fields["team"].help_text = _("Only for answers of one team.")

    def clean_body(self) -> str:
        """Refuse variables that there are not."""
        body: str = self.cleaned_data["body"]
        unknown = unknown_in(body, VARIABLES)
        if unknown:
            raise ValidationError(
                _("There is no variable %(name)s here. There are: %(known)s")
                % {"name": _shown(unknown[0]), "known": ", ".join(map(_shown, VARIABLES))}
            )
        return body

    def clean(self) -> dict[str, Any]:
        """An answer of a team names it, others name none."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("visibility") != Visibility.TEAM:
            values["team"] = None
        elif not values.get("team") and "team" not in self.errors:
            self.add_error("team", _("Choose the team."))
        return values

    def _post_clean(self) -> None:
        """Whoever writes an answer for themselves owns it; the constraints are asked after this."""
        values = self.cleaned_data
        is_own = values.get("visibility", Visibility.OWN) == Visibility.OWN
        self.instance.owner = self.user if is_own else None
        if "visibility" not in self.fields:
            self.instance.visibility, self.instance.team = Visibility.OWN, None
        super()._post_clean()  # type: ignore[misc]
        row = self.instance
        beside = CannedAnswer.objects.filter(owner=row.owner, team=row.team, visibility=row.visibility)
        same = beside.filter(title__iexact=row.title, language=row.language).exclude(pk=row.pk)
        if not self.errors and same.exists():
            self.add_error("title", _("Another of these answers has this title."))


def _shown(name: str) -> str:
    return f"{{{{ {name} }}}}"
