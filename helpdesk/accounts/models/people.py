"""Whoever signs in to the workspace, and the teams they work in. Whoever asks for help is a tickets.Requester."""

import zoneinfo
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OUR_COLOUR = "#045f76"  # --brand of the light theme, tokens.css


class Role(models.TextChoices):
    """What a person may do. Each role may do what the one before it may."""

    LIGHT = "light", _("Light agent")  # reads and writes notes, never answers a requester
    AGENT = "agent", _("Agent")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    """How the workspace looks."""

    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How tall the rows of a list are."""

    COMPACT = "compact", _("Compact")
    COZY = "cozy", _("Comfortable")


def desk_time_zone() -> str:
    """Return the zone that new people get."""
    return settings.TIME_ZONE


def check_time_zone(value: str) -> None:
    """Refuse a name that is not in the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("%(value)s is not a time zone."), params={"value": value})


class Team(models.Model):
    """People who share a queue of tickets."""

    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), name="one_team_per_name"),)

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    """Sets of people."""

    def active(self) -> Self:
        """Whoever may sign in."""
        return self.filter(is_active=True)

    def answering(self) -> Self:
        """Whoever may be assigned a ticket."""
        return self.active().exclude(role=Role.LIGHT)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password nobody can sign in until one is set by mail."""
        user: User = self.model(email=self.normalize_email(email.strip()), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator who may also use Django's admin."""
        return self.create_user(email, password, role=Role.ADMIN, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find whoever signs in with this address, in any case of letters."""
        user: User = self.get(email__iexact=(username or "").strip())
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a place in the workspace."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, through="Membership", related_name="members", verbose_name=_("teams"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    time_zone = models.CharField(_("time zone"), max_length=64, default=desk_time_zone, validators=[check_time_zone])
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    density = models.CharField(_("density"), max_length=8, choices=Density.choices, default=Density.COMPACT)
    signature = models.TextField(_("signature"), blank=True, max_length=1000)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("Someone already has this address."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Only administrators open Django's admin."""
        return self.is_superuser

    @property
    def is_admin(self) -> bool:
        """Whether they configure the desk and see every ticket."""
        return self.role == Role.ADMIN

    @property
    def is_manager(self) -> bool:
        """Whether they see everything of their teams."""
        return self.role in {Role.MANAGER, Role.ADMIN}

    @property
    def can_answer(self) -> bool:
        """Whether they may write to requesters and change tickets; light agents only read and note."""
        return self.role != Role.LIGHT

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.name.split(" ")[0]


class Membership(models.Model):
    """A person in a team."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (models.UniqueConstraint(fields=("user", "team"), name="one_membership_per_team"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"


class LinkPurpose(models.TextChoices):
    """What a link in a mail is for."""

    RESET = "reset", _("New password")
    INVITATION = "invitation", _("Invitation")
    REVIEW = "review", _("Article to review")
    REVIEWED = "reviewed", _("Answer to a review")


class AccountMail(models.Model):
    """A link that somebody must get by mail. A row before it is sent, so that no failure loses it.

    Asking for a new password writes one whether or not the address is known: both take the same time.
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=LinkPurpose.choices)
    address = models.CharField(_("e-mail"), max_length=254)
    values = models.JSONField(default=dict, blank=True)  # what its words name besides the person
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("sent"), null=True)  # sent, or nobody to send it to
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("mail with a link")
        verbose_name_plural = _("mails with links")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(purpose__in=LinkPurpose.values), name="link_purpose_is_known"),
        )
        indexes = (models.Index("send_after", name="account_mails_to_send", condition=models.Q(done_at=None)),)

    def __str__(self) -> str:
        return f"{self.purpose} → {self.address}"


class Throttle(models.Model):
    """How often something happened in the current window. In the database, so that a broker flush opens no door."""

    key = models.CharField(max_length=200, primary_key=True)
    window_ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Desk(models.Model):
    """The company that runs this desk: one row."""

    name = models.CharField(_("name"), max_length=80, default="Mesa")
    footer = models.CharField(_("line at the foot of public pages"), max_length=200, blank=True)
    reopen_days = models.PositiveSmallIntegerField(_("days in which an answer reopens a solved ticket"), default=7)
    close_days = models.PositiveSmallIntegerField(_("days after which a solved ticket is closed"), default=7)
    undo_seconds = models.PositiveSmallIntegerField(_("seconds in which a reply can be taken back"), default=10)
    acknowledges = models.BooleanField(_("confirms by mail that a request arrived"), default=True)
    is_set_up = models.BooleanField(default=False, editable=False)
    setup_step = models.CharField(max_length=10, default="", blank=True, editable=False)  # to do; "" when finished
    # "#rrggbb", checked for contrast by its form; "" for ours, and for a dark colour made from the light one.
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    dark_colour = models.CharField(_("colour in the dark theme"), max_length=7, blank=True)
    logo_version = models.CharField(_("logo"), max_length=12, blank=True)  # of its bytes; "" for none

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desk")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_desk"),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Desk":
        """Return the one row, made on first use."""
        desk = cls.objects.filter(pk=1).first()
        return desk or cls.objects.get_or_create(pk=1)[0]

    @property
    def theme_version(self) -> str:
        """Names the colours, so that browsers may keep their style sheet for ever; "" while they are ours."""
        return f"{self.colour}{self.dark_colour}".replace("#", "")

    @property
    def logo_path(self) -> str:
        """Where the logo is, "" without one. Another logo has another address."""
        return f"{reverse('ui:logo')}?v={self.logo_version}" if self.logo_version else ""

    @property
    def logo_url(self) -> str:
        """The whole address of the logo, for mails."""
        return settings.SITE_URL + self.logo_path if self.logo_version else ""

    @property
    def mail_colour(self) -> str:
        """The colour of buttons in mails, on which white can be read."""
        return self.colour or OUR_COLOUR
