"""A change to many tickets at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from tickets.bulk import MAX_AT_ONCE, Change
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.priority import Priority
from tickets.states import CHOOSABLE

NONE = "none"


class ChoiceOrNobody(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row, or the word "none" for nobody; cleaned to the row or None."""

    def to_python(self, value: object) -> object:
        """Read "none" as emptying the field."""
        return None if value == NONE else super().to_python(value)


class BulkForm(forms.Form):
    """The chosen tickets and what to change; every field but the tickets is optional."""

    tickets = forms.ModelMultipleChoiceField(
        Ticket.objects.none(), error_messages={"required": _("Select at least one ticket first.")}
    )
    assignee = ChoiceOrNobody(User.objects.answering(), required=False)
    team = ChoiceOrNobody(Team.objects.filter(is_active=True), required=False)
    status = forms.ChoiceField(choices=[(status, status.label) for status in CHOOSABLE], required=False)
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int, required=False)
    tag = forms.CharField(max_length=50, required=False)

    def __init__(self, *args: object, visible: TicketQuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["tickets"].queryset = visible  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Refuse a form that changes nothing, or too much at once."""
        super().clean()
        if not self.errors and not self._named():
            raise forms.ValidationError(_("Choose what to change."))
        if len(self.cleaned_data.get("tickets", ())) > MAX_AT_ONCE:
            raise forms.ValidationError(_("That is too many tickets at once."))

    def change(self) -> Change:
        """Return the change for the verbs."""
        data, named = self.cleaned_data, self._named()
        return Change(
            named,
            data["assignee"],
            data["team"],
            status=data["status"],
            priority=data["priority"] or 0,
            tag=data["tag"],
        )

    def _named(self) -> frozenset[str]:
        fields = ("assignee", "team", "status", "priority", "tag")
        return frozenset(name for name in fields if self.data.get(name, "").strip())
