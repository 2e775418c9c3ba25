"""A ticket that an agent writes down: somebody called, or stands at the counter."""

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from tickets.handles import IdentityKind, normalise
from tickets.models import Category, ChannelKind, Identity, Requester, Ticket
from tickets.priority import IMPACTS, Level

BY_HAND = (ChannelKind.PHONE, ChannelKind.IN_PERSON)
AS_CATEGORY = [("", gettext_lazy("As the category says"))]
MIN_DIGITS = 5


class NewTicketForm(forms.Form):
    """Who, what, and what happens next. `requester` is somebody we know, otherwise name and a handle make a new one."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[(kind, kind.label) for kind in BY_HAND],
        initial=ChannelKind.PHONE,
        widget=forms.RadioSelect,
    )
    caller = forms.CharField(label=gettext_lazy("Phone, name or address"), max_length=200, required=False)
    requester = forms.ModelChoiceField(Requester.objects.all(), required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=250)
    body = forms.CharField(
        label=gettext_lazy("What they said"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Appears as the requester's message. For remarks of the team, use the internal note."),
    )
    note = forms.CharField(
        label=gettext_lazy("Internal note"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"),
        choices=[*AS_CATEGORY, *IMPACTS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("Urgency"),
        choices=[*AS_CATEGORY, *Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    assignee = forms.ModelChoiceField(
        User.objects.answering(),
        label=gettext_lazy("Assignee"),
        required=False,
        empty_label=gettext_lazy("Nobody: the team takes it"),
    )
    was_answered = forms.BooleanField(
        label=gettext_lazy("I answered right away"),
        required=False,
        help_text=gettext_lazy("The first-response promise counts as kept."),
    )
    acknowledge = forms.BooleanField(
        label=gettext_lazy("Confirm by mail"),
        required=False,
        initial=True,
        help_text=gettext_lazy("With the number and a link, if we know an address."),
    )
    submission = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)
    add_to = forms.ModelChoiceField(Ticket.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["add_to"].queryset = Ticket.objects.visible_to(user)
        fields["category"].queryset = Category.objects.offered_to(user).named()
        if self.data.get("add_to"):
            self.fields["subject"].required = False

    def clean_phone(self) -> str:
        """Refuse what nobody could dial."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and sum(c.isdigit() for c in phone) < MIN_DIGITS:
            raise forms.ValidationError(_("Digits are missing. Example: %(number)s"), params={"number": _example()})
        return phone

    def clean(self) -> None:
        """Find out who it is: a person we know, or a new one with at least one way to reach them."""
        super().clean()
        data = self.cleaned_data
        if self.errors or data.get("requester") or data.get("add_to"):
            return
        if not (data.get("phone") or data.get("email")):
            self.add_error("caller", _("Choose who it is, or write a phone number or an address for a new person."))
            return
        self._check_one_person()

    def handle(self) -> tuple[str, str]:
        """Return the kind and value by which the person is known."""
        data = self.cleaned_data
        requester = data["add_to"].requester if data["add_to"] else data["requester"]
        if requester:
            identity = Identity.objects.filter(requester=requester).order_by("pk").first()
            if identity:
                return identity.kind, identity.value
        if data["phone"]:
            return IdentityKind.PHONE, data["phone"]
        return IdentityKind.EMAIL, data["email"]

    def _check_one_person(self) -> None:
        """Two handles of two different people are a slip: say whose they are."""
        data = self.cleaned_data
        owners = {
            identity.requester_id: identity
            for kind, value in ((IdentityKind.PHONE, data["phone"]), (IdentityKind.EMAIL, data["email"]))
            if value
            for identity in Identity.objects.select_related("requester").filter(kind=kind, value=normalise(kind, value))
        }
        if len(owners) > 1:
            names = ", ".join(f"{i.display} ({i.requester})" for i in owners.values())
            self.add_error(
                "caller", _("These belong to different people: %(names)s. Choose one of them.") % {"names": names}
            )


def _example() -> str:
    number = phonenumbers.example_number("PE")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else "987 654 321"
