"""The steps of the first run, in order. The desk remembers the first one that is still to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Desk


@dataclass(frozen=True)
class Step:
    """One page of the wizard."""

    slug: str
    name: str | Promise  # beside the page
    title: str | Promise
    lead: str | Promise


STEPS: Sequence[Step] = (
    Step(
        "start",
        _("Your account"),
        _("Set up your help desk"),
        _("Five minutes. You are the first administrator; everything else can be changed later."),
    ),
    Step(
        "company",
        _("Your company"),
        _("Whose desk is it?"),
        _("The name appears on every page and mail. The place sets the time of day and which days are holidays."),
    ),
    Step(
        "hours",
        _("Opening hours"),
        _("When do you answer?"),
        _("Deadlines count only these hours, and the help centre shows whether you are open."),
    ),
    Step(
        "team",
        _("Team and people"),
        _("Who answers?"),
        _("Each person gets a link by mail to choose a password; it works for 24 hours."),
    ),
    Step(
        "mailbox",
        _("Mailbox"),
        _("Connect your mailbox"),
        _("Mail that arrives there becomes tickets, and your answers come from it."),
    ),
    Step(
        "topics",
        _("Topics"),
        _("What do people write about?"),
        _("Choose the set that is nearest to your desk. You can rename, add and remove at any time."),
    ),
    Step("done", _("Ready"), _("Your desk is ready"), _("Requests can come in now.")),
)
SLUGS = [step.slug for step in STEPS]


def after(slug: str) -> str:
    """Return the step that follows."""
    return SLUGS[min(SLUGS.index(slug) + 1, len(SLUGS) - 1)]


def before(slug: str) -> str:
    """Return the step that precedes; "" before those that can be gone back to."""
    number = SLUGS.index(slug)
    return SLUGS[number - 1] if number > 1 else ""


def reached(desk: Desk) -> int:
    """Return the number of the first step that is still to do."""
    return SLUGS.index(desk.setup_step) if desk.setup_step in SLUGS else len(SLUGS)


def complete(slug: str) -> None:
    """Note that a step is done or was put off; going back and saving again takes nothing away."""
    desk = Desk.current()
    if reached(desk) <= SLUGS.index(slug):
        desk.setup_step = after(slug)
        desk.save(update_fields=["setup_step"])


def finish() -> None:
    """End the wizard: its pages lead to the settings from now on."""
    desk = Desk.current()
    desk.setup_step = ""
    desk.save(update_fields=["setup_step"])
