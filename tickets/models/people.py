"""Whoever asks for help: one person, many handles, perhaps an organisation."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import named_lock, prepared, rows
from tickets.handles import PHONE_KINDS, IdentityKind, normalise

FEWEST_DIGITS = 4  # below it, digits match too many numbers


class Organisation(models.Model):
    """A company or institution whose people write to the desk."""

    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), name="one_organisation_per_name"),)

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """A mail domain whose senders belong to the organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=253)

    class Meta:
        constraints = (models.UniqueConstraint(Lower("domain"), name="one_organisation_per_domain"),)

    def __str__(self) -> str:
        return self.domain


class RequesterQuerySet(models.QuerySet["Requester"]):
    """Sets of requesters, and the one door through which they are found or made."""

    def with_identity(self, kind: str, value: str) -> Self:
        """Whoever owns the handle (raw as written; normalised here)."""
        return self.filter(identities__kind=kind, identities__value=normalise(kind, value))

    def search(self, text: str) -> Self:
        """Whoever's name, address or number contains the text, for a caller look-up."""
        named = Requester.objects.filter(name__icontains=text).values("pk")
        # A union, because PostgreSQL uses the trigram indexes of two tables only for one condition each.
        return self.filter(pk__in=named.union(Identity.objects.filter(_handle_contains(text)).values("requester")))

    def described(self, text: str) -> Self:
        """Find the same as `search`, looking at person after person: for few persons, or to stop at the first ones."""
        handles = Identity.objects.filter(_handle_contains(text), requester=models.OuterRef("pk"))
        return self.filter(models.Q(name__icontains=text) | models.Exists(handles))


class Requester(models.Model):
    """A person who asks. May be linked to the User they are, when an employee asks."""

    name = models.CharField(_("name"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="requesters", verbose_name=_("organisation")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="requester"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RequesterQuerySet.as_manager()

    class Meta:
        verbose_name = _("requester")
        verbose_name_plural = _("requesters")

    def __str__(self) -> str:
        return self.name or self.address or str(_("Unknown"))

    @property
    def address(self) -> str:
        """The first mail address, or "" when we know none. Uses prefetched identities where there are some."""
        return next((i.value for i in self.identities.all() if i.kind == IdentityKind.EMAIL), "")

    @classmethod
    def for_identity(
        cls, *, kind: str, value: str, name: str = "", language: str = "es", is_writing: bool = False
    ) -> "Requester":
        """Find whoever owns a handle, or make them; safe when many ask at once.

        Two writers meet on the unique (kind, value): the second one finds what the first one made. Somebody who
        `is_writing` has a handle that works, whatever a bounce said before.
        """
        normal = normalise(kind, value)
        facts = {"display": value.strip()[:254], "name": name[:160], "language": language}
        identity = _known(kind, normal) or _made(kind, normal, **facts)
        requester = identity.requester
        if is_writing and identity.undeliverable_at:
            identity.undeliverable_at = None
            identity.save(update_fields=["undeliverable_at"])
        if (
            is_writing
            and kind in (IdentityKind.WHATSAPP, IdentityKind.TELEGRAM)
            and identity.display != facts["display"]
        ):
            identity.display = facts["display"]  # 521… or 52…: as the provider spells it today
            identity.save(update_fields=["display"])
        if name and not requester.name:
            requester.name = name[:160]
            requester.save(update_fields=["name"])
        return requester


class Identity(models.Model):
    """One handle of one person on one kind of channel."""

    requester = models.ForeignKey(Requester, models.CASCADE, related_name="identities")
    kind = models.CharField(_("kind"), max_length=12, choices=IdentityKind.choices)
    value = models.CharField(max_length=254)  # normalised: what is compared
    display = models.CharField(_("address or number"), max_length=254)  # as written: what is shown
    verified_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)  # a permanent bounce said so
    opted_out_at = models.DateTimeField(null=True, blank=True)  # wants no unsolicited messages here (tickets.opt_out)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "value"), name="one_requester_per_identity"),
            models.CheckConstraint(condition=models.Q(kind__in=IdentityKind.values), name="identity_kind_is_known"),
            models.CheckConstraint(condition=~models.Q(value=""), name="identity_value_is_not_empty"),
        )

    def __str__(self) -> str:
        return self.display


def _handle_contains(text: str) -> models.Q:
    digits = "".join(c for c in text if c.isdigit())
    found = models.Q(value__contains=text.lower())
    return found | models.Q(value__contains=digits) if len(digits) >= FEWEST_DIGITS else found


def lock_handle(kind: str, value: str) -> None:
    """Let one transaction at a time find-or-create for this handle; freed after commit."""
    named_lock.hold(_lock_name(kind, value))


def lock_handles(kind: str, values: Iterable[str]) -> None:
    """Do the same for several handles (as written), in an order that is everybody's."""
    handles = sorted({_lock_name(kind, normalise(kind, value)) for value in values})
    for handle in handles:
        named_lock.hold(handle)


def _lock_name(kind: str, value: str) -> str:
    """One lock for a number, whatever it is used for: it is one person's."""
    return f"{'phone' if kind in PHONE_KINDS else kind}:{value}"


def _known(kind: str, value: str) -> Identity | None:
    return next(_read(_known_sql(), {"kind": kind, "value": value}), None)


@transaction.atomic(savepoint=False)
def _made(kind: str, value: str, **facts: str) -> Identity:
    domain = value.rpartition("@")[2] if kind == IdentityKind.EMAIL else ""
    phones = sorted(PHONE_KINDS) if kind in PHONE_KINDS else []  # who calls from a number and who writes is one person
    lock_handle(kind, value)
    with prepared.cursor() as cursor:
        cursor.execute(MAKE_SQL, {"phones": phones, "kind": kind, "value": value, "domain": domain, **facts})
    return next(_read(_known_sql(), {"kind": kind, "value": value}))


def _read(sql: str, values: Mapping[str, Any]) -> Iterator[Identity]:
    for identity, requester in rows.read(sql, values, Identity, Requester):
        identity.requester = requester
        yield identity


@cache
def _known_sql() -> str:
    return f"""
        SELECT {rows.columns(Identity, "i")}, {rows.columns(Requester, "r")}
        FROM tickets_identity i JOIN tickets_requester r ON r.id = i.requester_id
        WHERE i.kind = %(kind)s AND i.value = %(value)s
    """  # noqa: S608 -- names of columns


# Whoever waited for the lock sees what the other one made: each statement looks at the database anew.
MAKE_SQL = """
WITH same AS (
    SELECT requester_id AS id FROM tickets_identity
    WHERE kind = ANY(%(phones)s::text[]) AND value = %(value)s ORDER BY tickets_identity.id LIMIT 1
), made AS (
    INSERT INTO tickets_requester (name, organisation_id, language, note, created_at)
    SELECT %(name)s, (SELECT organisation_id FROM tickets_organisationdomain WHERE lower(domain) = %(domain)s),
        %(language)s, '', now()
    WHERE NOT EXISTS (SELECT FROM tickets_identity WHERE kind = %(kind)s AND value = %(value)s)
        AND NOT EXISTS (SELECT FROM same)
    RETURNING id
)
INSERT INTO tickets_identity (requester_id, kind, value, display)
SELECT id, %(kind)s, %(value)s, %(display)s FROM (SELECT id FROM made UNION ALL SELECT id FROM same) AS person
WHERE NOT EXISTS (SELECT FROM tickets_identity WHERE kind = %(kind)s AND value = %(value)s)
"""
