"""WhatsApp Cloud API (https://developers.facebook.com/docs/whatsapp/cloud-api). File names as in every chat channel."""
