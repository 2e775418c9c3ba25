"""Django's admin for the rare repair: mails that could not be sent."""

from django.contrib import admin
from django.http import HttpRequest

from helpdesk.accounts.models import AccountMail


@admin.register(AccountMail)
class AccountMailAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was asked for, and what became of it. Read only: the links themselves are never stored."""

    list_display = ("address", "purpose", "created_at", "done_at", "attempts", "last_error")
    list_filter = ("purpose", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("address",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody writes such mails by hand."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: AccountMail | None = None) -> bool:
        """They are a record."""
        return False
