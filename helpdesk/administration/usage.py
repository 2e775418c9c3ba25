"""Where people and teams are used, so that nobody takes them away from under something."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import Team, User
from tickets.models import CannedAnswer, Category, Rule, SLAPolicy, Ticket
from tickets.rules.actions import Do


@dataclass(frozen=True)
class Use:
    """One thing that would miss it."""

    text: str
    url: str = ""


def of_person(person: User) -> list[Use]:
    """Return who would miss a person: tickets to be solved, and rules that give them tickets."""
    return [*_tickets(Ticket.objects.unsolved().filter(assignee=person).count()), *_rules(Do.ASSIGNEE, person.pk)]


def of_team(team: Team) -> list[Use]:
    """Return what would miss a team: tickets to be solved, categories, rules, a policy and answers."""
    categories = Category.objects.named().filter(team=team)
    policies = SLAPolicy.objects.filter(teams=team)
    answers = CannedAnswer.objects.filter(team=team).count()
    return [
        *_tickets(Ticket.objects.unsolved().filter(team=team).count()),
        *(Use(_("Category: %(name)s") % {"name": c}, reverse("settings:category", args=[c.pk])) for c in categories),
        *_rules(Do.TEAM, team.pk),
        *(Use(_("SLA policy: %(name)s") % {"name": p}, reverse("settings:policy", args=[p.pk])) for p in policies),
        *([Use(_answers(answers), reverse("answers:answers"))] if answers else []),
    ]


def _tickets(count: int) -> list[Use]:
    text = ngettext("%(count)s ticket that is not solved", "%(count)s tickets that are not solved", count)
    return [Use(text % {"count": count})] if count else []


def _answers(count: int) -> str:
    return ngettext("%(count)s canned answer", "%(count)s canned answers", count) % {"count": count}


def _rules(do: Do, pk: int) -> list[Use]:
    rules = Rule.objects.filter(actions__contains=[{"do": do, "value": pk}])
    return [Use(_("Routing rule: %(name)s") % {"name": r}, reverse("settings:rule", args=[r.pk])) for r in rules]
