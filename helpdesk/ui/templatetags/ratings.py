"""How a requester rated the service, as a face with its word."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from helpdesk.ui import vocabulary
from helpdesk.ui.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def rating_chip(score: int, css: str = "pill") -> SafeString:
    """Show a score from 1 to 5."""
    sign = vocabulary.RATINGS.get(str(score), vocabulary.UNKNOWN)
    return format_html('<span class="chip tone-{} {}">{}{}</span>', sign.tone, css, icon(sign.icon), sign.word)
