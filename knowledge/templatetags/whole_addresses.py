"""Addresses as other hosts need them."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def whole(path: str) -> str:
    """Return an address of ours with scheme and host, as search engines want it."""
    return f"{settings.SITE_URL}{path}"
