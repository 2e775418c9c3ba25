"""What each status, priority and channel looks like: tone, icon and word. Values are those of the database."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sign:
    """One meaning: never colour alone, always shape, colour and word."""

    tone: str
    icon: str
    word: str | Promise


STATUSES = {
    "new": Sign("info", "circle-dashed", _("New")),
    "open": Sign("brand", "circle-dot", _("Open")),
    "waiting_customer": Sign("wait", "hourglass", _("Waiting")),
    "waiting_third_party": Sign("wait", "circle-pause", _("With a third party")),
    "scheduled": Sign("neutral", "calendar-clock", _("Scheduled")),
    "solved": Sign("good", "circle-check", _("Solved")),
    "closed": Sign("neutral", "archive", _("Closed")),
    "spam": Sign("bad", "circle-slash", _("Spam")),
    "merged": Sign("neutral", "merge", _("Merged")),
}
PRIORITIES = {
    "1": Sign("bad", "chevrons-up", _("Urgent")),
    "2": Sign("warn", "chevron-up", _("High")),
    "3": Sign("neutral", "equal", _("Normal")),
    "4": Sign("neutral", "chevron-down", _("Low")),
}
CHANNELS = {
    "email": Sign("neutral", "mail", _("E-mail")),
    "web_form": Sign("neutral", "globe", _("Web form")),
    "phone": Sign("neutral", "phone", _("Phone")),
    "in_person": Sign("neutral", "store", _("In person")),
    "whatsapp": Sign("neutral", "whatsapp", "WhatsApp"),
    "telegram": Sign("neutral", "telegram", "Telegram"),
    "messenger": Sign("neutral", "message-circle", "Messenger"),
    "instagram": Sign("neutral", "instagram", "Instagram"),
    "sms": Sign("neutral", "message-square", "SMS"),
    "chat": Sign("neutral", "messages-square", _("Live chat")),
    "api": Sign("neutral", "braces", "API"),
}
DELIVERIES = {
    "queued": Sign("neutral", "clock", _("Queued")),
    "sending": Sign("neutral", "loader-circle", _("Sending")),
    "sent": Sign("neutral", "check", _("Sent")),
    "delivered": Sign("good", "check-check", _("Delivered")),
    "read": Sign("good", "eye", _("Read")),
    "failed": Sign("bad", "circle-alert", _("Not sent")),
    "cancelled": Sign("neutral", "circle-x", _("Cancelled")),
}
RATINGS = {
    "1": Sign("bad", "angry", _("Very bad")),
    "2": Sign("warn", "frown", _("Bad")),
    "3": Sign("neutral", "meh", _("Fair")),
    "4": Sign("good", "smile", _("Good")),
    "5": Sign("good", "laugh", _("Very good")),
}
UNKNOWN = Sign("neutral", "circle", _("Unknown"))
