"""A Telegram bot (https://core.telegram.org/bots/api). File names as in every chat channel."""
