"""What each figure means, in one text: the page of definitions and the note beside the number show the same object."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.tables import Words


@dataclass(frozen=True)
class Definition:
    """One figure: what is counted, what is left out, and where it is read from."""

    slug: str
    name: Words
    text: Words
    left_out: Words
    source: Words


NEVER_COUNTED = _("Spam, merged tickets and tickets opened by automatic mail never count.")

ALL = (
    Definition(
        "created",
        _("Tickets created"),
        _("Tickets that came in during the period, whatever became of them."),
        NEVER_COUNTED,
        _("The moment each ticket was created."),
    ),
    Definition(
        "solved",
        _("Tickets solved"),
        _("Tickets that were solved for the first time during the period. Each ticket counts once in its life."),
        _("A ticket that is solved again after it was reopened does not count a second time."),
        _(
            "The first change to “solved” in the history of each ticket; a reply that was taken back counts for "
            "nothing."
        ),
    ),
    Definition(
        "reopened",
        _("Tickets reopened"),
        _("Tickets that came back for the first time during the period, after they had been solved."),
        _("Later reopenings of the same ticket."),
        _("The first reopening in the history of each ticket."),
    ),
    Definition(
        "backlog",
        _("Unsolved"),
        _(
            "Tickets that wait for the desk, for the customer, for a third party or for a date. For a period that"
            " lasts until today, as it stands now; for an earlier one, as it stood at its end. The age runs from "
            "the creation, in clock hours."
        ),
        _("Solved and closed tickets."),
        _("The status now; for an earlier moment, the ledger of who held the ball."),
    ),
    Definition(
        "first-response",
        _("First response"),
        _(
            "Time from the creation of a ticket to the first answer that a person wrote, for tickets first "
            "answered during the period. The median is the middle one: half of the people waited less. 90 of 100 "
            "waited less than the second number."
        ),
        _(
            "Automatic confirmations and notes are no answers. Calls and visits that were answered while the "
            "ticket was written down: nobody waited."
        ),
        _("The first public reply of a person on each ticket."),
    ),
    Definition(
        "resolution",
        _("Resolution"),
        _(
            "Time from the creation of a ticket until it was first solved, for tickets first solved during the "
            "period. Time in which you waited for the customer is part of it."
        ),
        _("Tickets that are not solved yet. What happens after a reopening."),
        _("The first change to “solved” in the history of each ticket."),
    ),
    Definition(
        "hours",
        _("Business hours and clock hours"),
        _(
            "In business hours only the time counts in which the desk is open, by the calendar of the ticket's "
            "promises with its holidays. In clock hours every hour counts, nights and weekends too."
        ),
        _("A calendar that is changed later does not change what was already measured."),
        _("The opening hours and holidays in the settings, when the answer or the solution was given."),
    ),
    Definition(
        "sla",
        _("Promises kept (SLA)"),
        _(
            "How the promises stand of the tickets created during the period: met, missed, still running, or not "
            "applicable. The percentage is the met ones of those decided: met and missed. A ticket with several "
            "promises of one kind counts by the worst."
        ),
        _(
            "Running promises are not counted as met. Promises missed only because the target was moved are shown"
            " apart and are nobody's fault. A promise that ended with its ticket, unmet and in time, does not "
            "apply."
        ),
        _("The timers of each ticket, paused and resumed as the ledger says."),
    ),
    Definition(
        "first-contact",
        _("First-contact resolution"),
        _(
            "Of the tickets first solved during the period, the share for which one answer was enough: one public"
            " reply at most, not passed to another team after it, and not reopened within 7 days."
        ),
        _("Tickets solved less than 7 days ago are not yet known: they count neither as a success nor as a failure."),
        _("Replies, changes of team and reopenings in the history of each ticket."),
    ),
    Definition(
        "satisfaction",
        _("Satisfaction"),
        _(
            "The average of the ratings given during the period, from 1 to 5, and the share of good ones (4 and "
            "5). The interval says where the true share lies, 95 times of 100: with few answers it is wide. The "
            "response rate is the answers given of the surveys sent. A ticket that was solved twice can be rated "
            "twice: then the number says on how many tickets the answers are, and the list shows those."
        ),
        _("Below 30 answers nobody is compared with anybody."),
        _("The answers to the survey; each belongs to one solution and to who had the ticket then."),
    ),
    Definition(
        "volume",
        _("Created and solved per day"),
        _("Both figures day by day, as days begin and end where the desk is."),
        NEVER_COUNTED,
        _("The same tickets as in “Tickets created” and “Tickets solved”."),
    ),
    Definition(
        "origins",
        _("By channel and by category"),
        _(
            "The tickets created during the period by the way they came in and by what they are about today. The "
            "line adds the bars up: where it passes 80 % you see how few kinds make most of the work."
        ),
        NEVER_COUNTED,
        _("Channel and category of each ticket."),
    ),
    Definition(
        "rising",
        _("What is rising"),
        _(
            "Categories and tags of which clearly more tickets came in than in the period before: at least five, half "
            "as many again in the same time, more than all other tickets rose, and more than chance explains "
            "(three standard deviations). The surest stand first."
        ),
        _("What came in less often, and words that nobody made a category or a tag of."),
        _("Category and tags of each ticket today."),
    ),
    Definition(
        "slowest",
        _("Time to solve by category"),
        _(
            "The same as “Resolution”, for each category by itself: half of its tickets were solved in less than the "
            "median."
        ),
        _("Tickets that are not solved yet. A category with few tickets says little: see how many there were."),
        _("Category and first solution of each ticket."),
    ),
    Definition(
        "heat-map",
        _("When tickets come in"),
        _("The tickets created during the period by weekday and hour, as clocks show them where the desk is."),
        NEVER_COUNTED,
        _("The moment each ticket was created."),
    ),
    Definition(
        "workload",
        _("Open now"),
        _("Unsolved tickets that are assigned to the person at this moment, whatever the period."),
        _("Solved and closed tickets."),
        _("Status and assignee of each ticket."),
    ),
    Definition(
        "replies",
        _("Replies"),
        _("Public answers that the person sent during the period; the link shows the tickets that got them."),
        _("Notes, automatic mail and replies that were taken back."),
        _("The messages of each ticket."),
    ),
    Definition(
        "agent-solved",
        _("Solved by a person"),
        _(
            "Tickets first solved during the period by the person; by whoever had the ticket when the customer or"
            " a rule solved it. Their first responses are those that they wrote themselves."
        ),
        NEVER_COUNTED,
        _("Who made the first change to “solved”, in the history of each ticket."),
    ),
    Definition(
        "effective",
        _("Effective answers"),
        _(
            "Of the tickets that the person solved during the period, the share that stayed solved: not reopened "
            "within 7 days."
        ),
        _("Tickets solved less than 7 days ago: it is not yet known."),
        _("Solutions and reopenings in the history of each ticket."),
    ),
    Definition(
        "comparison",
        _("Compared with"),
        _(
            "As many days just before the period; for a month, the month before. A period that is not over is "
            "compared with as much of the one before, to the same time of day. All days are those of the desk's "
            "time zone."
        ),
        _("Percentages are not given where there was nothing before."),
        _("The same figures, counted for the earlier days."),
    ),
    Definition(
        "filters",
        _("Filters and who sees what"),
        _(
            "Team, category, channel and priority are those of the ticket today. “Agent” means the tickets that "
            "are assigned to that person today; in the table of agents, who did it. You only ever see figures of "
            "tickets that you may open; agents see their own."
        ),
        NEVER_COUNTED,
        _("What changes on a ticket shows here within half a minute."),
    ),
)
BY_SLUG = {definition.slug: definition for definition in ALL}
