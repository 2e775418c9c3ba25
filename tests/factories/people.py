"""People of the tests: alice works on the team, bob elsewhere, carol asks."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from helpdesk.accounts.models import Membership, Team, User
from tickets.models import Identity, Requester


class TeamFactory(DjangoModelFactory[Team]):
    """A team."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory[User]):
    """An agent; `teams=[…]` puts them into teams. The password is "secret-secret"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"agent{n}@desk.test")
    name = factory.Sequence(lambda n: f"Agent {n}")
    language = "en"
    time_zone = "America/Lima"

    @factory.post_generation
    def teams(self: User, create: Any, extracted: list[Team] | None, **_kwargs: Any) -> None:
        """Join the teams."""
        if create:
            for team in extracted or []:
                Membership.objects.create(user=self, team=team)

    @factory.post_generation
    def password(self: User, create: Any, extracted: str | None, **_kwargs: Any) -> None:
        """Set the password."""
        self.set_password(extracted or "secret-secret")
        if create:
            self.save(update_fields=["password"])


class RequesterFactory(DjangoModelFactory[Requester]):
    """Somebody who asks, known by a mail address (`email=""` for none)."""

    class Meta:
        model = Requester
        skip_postgeneration_save = True

    name = "Carol Rojas"
    language = "es"

    @factory.post_generation
    def email(self: Requester, create: Any, extracted: str | None, **_kwargs: Any) -> None:
        """Give them the address."""
        value = f"carol{self.pk}@example.com" if extracted is None else extracted
        if create and value:
            Identity.objects.create(requester=self, kind="email", value=value.lower(), display=value)
