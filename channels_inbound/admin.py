"""The raw inbox in Django's admin, for support: read-only, since every change has its own verb."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from channels_inbound.models import InboundPayload, MailboxCursor


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show and change nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 -- Django's
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 -- Django's
        """Never."""
        return False


@admin.register(InboundPayload)
class InboundPayloadAdmin(ReadOnly):
    """Payloads without their bytes; the settings page shows those."""

    list_display = ("id", "channel", "state", "received_at", "size", "attempts", "reason")
    list_filter = ("state", "channel")
    list_select_related = ("channel",)
    show_full_result_count = False
    exclude = ("compressed",)


@admin.register(MailboxCursor)
class MailboxCursorAdmin(ReadOnly):
    """How far each folder was read."""

    list_display = ("channel", "folder", "uid_validity", "last_uid")
