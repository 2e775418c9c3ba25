"""The link by which a requester follows one ticket without a password (domain rules 5.9)."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from helpdesk.lib.signing import derived_token, token_hash
from tickets.models.people import Requester
from tickets.models.ticket import Ticket

OPEN_AFTER_CLOSE = timedelta(days=30)


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    """Sets of links."""

    def for_token(self, token: str, *, at: datetime) -> "AccessLink | None":
        """Return the living link for a token: neither revoked nor expired."""
        links = self.select_related("ticket", "ticket__category", "ticket__assignee", "requester")
        link = links.filter(token_hash=token_hash(token), revoked_at=None).first()
        return link if link and not link.has_expired(at) else None


class AccessLink(models.Model):
    """One requester's key to one ticket.

    The token is an HMAC of 160 random bits (`nonce`) under the server's key, so that each mail can carry the
    same link while a copy of the database opens nothing.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="access_links")
    requester = models.ForeignKey(Requester, models.CASCADE, related_name="access_links")
    nonce = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "requester"), condition=Q(revoked_at=None), name="one_living_link_per_requester"
            ),
        )

    def __str__(self) -> str:
        return f"#{self.ticket_id} · {self.requester_id}"

    @classmethod
    def for_requester(cls, ticket: Ticket, requester: Requester) -> "AccessLink":
        """Return the living link of a requester to a ticket, made on first use."""
        nonce = secrets.token_hex(20)
        link, _made = cls.objects.get_or_create(
            ticket=ticket,
            requester=requester,
            revoked_at=None,
            defaults={"nonce": nonce, "token_hash": token_hash(derived_token("access-link", nonce))},
        )
        return link

    @property
    def token(self) -> str:
        """What the address carries. Never log it."""
        return derived_token("access-link", self.nonce)

    @property
    def url(self) -> str:
        """The whole address, for mails."""
        return settings.SITE_URL + reverse("requests:status", args=[self.token])

    def has_expired(self, at: datetime) -> bool:
        """A link dies some time after its ticket was closed."""
        return self.ticket.closed_at is not None and self.ticket.closed_at + OPEN_AFTER_CLOSE < at
