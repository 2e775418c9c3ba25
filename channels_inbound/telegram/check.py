"""Are the settings of a bot right, and does Telegram bring its updates here."""

from django.utils.translation import gettext as _

from channels_inbound.chats.check import FAULTS, webhook_url
from channels_inbound.chats.content import record, text
from channels_inbound.mailbox_check import Step
from tickets.delivery import telegram
from tickets.models import Channel

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]


def try_channel(channel: Channel) -> list[Step]:
    """Ask who the bot is, and where its updates go."""
    try:
        bot = record(telegram.call(channel, "getMe", {}))
        steps = [Step(ok=True, text=_("Telegram knows the bot @%(name)s.") % {"name": text(bot.get("username"))})]
        return [*steps, _webhook(channel)]
    except FAULTS as error:
        return [Step(ok=False, text=str(error))]


def register(channel: Channel) -> list[Step]:
    """Tell Telegram where to bring updates, with the secret that proves them; then look."""
    wanted = {
        "url": webhook_url(channel),
        "secret_token": channel.secrets.get("secret_token", ""),
        "allowed_updates": UPDATES,
    }
    try:
        telegram.call(channel, "setWebhook", wanted)
        return [_webhook(channel)]
    except FAULTS as error:
        return [Step(ok=False, text=str(error))]


def _webhook(channel: Channel) -> Step:
    facts = record(telegram.call(channel, "getWebhookInfo", {}))
    if not channel.pk:
        return Step(ok=True, text=_("After saving, register the webhook."))
    if text(facts.get("url")) != webhook_url(channel):
        return Step(ok=False, text=_("Telegram does not bring updates here yet. Register the webhook."))
    if problem := text(facts.get("last_error_message")):
        words = {"error": problem, "count": text(facts.get("pending_update_count"))}
        return Step(ok=False, text=_("Telegram could not bring %(count)s updates: %(error)s") % words)
    return Step(ok=True, text=_("Telegram brings updates here."))
