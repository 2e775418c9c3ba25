"""Django's admin, for whoever repairs things: people and teams' subjects. Tickets change through their verbs only."""

from django.contrib import admin
from django.http import HttpRequest

from tickets.models import Category, CategoryName, Channel, Identity, Message, Organisation, Requester, Tag, Ticket


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and changes none: a change without an event would be a hole in the history."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """Nothing is deleted here."""
        return False


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    """Tickets, to look at."""

    list_display = ("number", "subject", "status", "priority", "team", "assignee")
    list_select_related = ("team", "assignee")
    list_filter = ("status", "priority", "team")
    search_fields = ("=number",)
    show_full_result_count = False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages, to look at."""

    list_display = ("id", "ticket_id", "kind", "created_at", "is_automatic", "matched_by")
    list_filter = ("kind", "is_automatic")
    search_fields = ("=ticket__number", "=rfc_message_id")
    show_full_result_count = False


class CategoryNameInline(admin.TabularInline):  # type: ignore[type-arg]
    """The names of a category, one per language."""

    model = CategoryName
    extra = 2
    max_num = 2


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Categories: what they are called and what they decide."""

    list_display = ("slug", "parent", "team", "impact", "urgency", "is_public", "is_active", "position")
    list_select_related = ("team",)
    inlines = (CategoryNameInline,)


class IdentityInline(admin.TabularInline):  # type: ignore[type-arg]
    """Handles of a person."""

    model = Identity
    extra = 0
    readonly_fields = ("value",)


@admin.register(Requester)
class RequesterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People who ask."""

    list_display = ("id", "name", "organisation", "language", "created_at")
    list_select_related = ("organisation",)
    search_fields = ("name", "identities__value")
    raw_id_fields = ("user", "organisation")
    inlines = (IdentityInline,)


@admin.register(Channel)
class ChannelAdmin(ReadOnlyAdmin):
    """Channels, to look at: they are set up in the settings, where secrets stay secret."""

    list_display = ("name", "kind", "slug", "is_active", "last_ok_at", "failing_since")
    fields = ("name", "kind", "slug", "is_active", "last_ok_at", "failing_since", "last_error")


admin.site.register(Organisation)
admin.site.register(Tag)
