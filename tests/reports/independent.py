"""The figures once more, written as plain SQL over tickets, events, messages, timers and segments: no kept facts."""

from datetime import datetime
from typing import Any

from django.db import connection

from reports.scope import Scope

TICKETS = """
WITH seen AS (
    SELECT t.* FROM tickets_ticket t
    WHERE t.status NOT IN ('spam', 'merged')
      AND NOT coalesce((SELECT m.is_automatic FROM tickets_message m WHERE m.ticket_id = t.number
                        ORDER BY m.created_at, m.id LIMIT 1), false)
      AND (%(admin)s OR t.assignee_id = %(user)s
           OR t.team_id IN (SELECT team_id FROM accounts_membership WHERE user_id = %(user)s)
           OR t.number IN (SELECT ticket_id FROM tickets_follower WHERE user_id = %(user)s)
           OR (t.team_id IS NULL AND (%(manager)s OR t.assignee_id IS NULL)))
      AND (%(team)s::bigint IS NULL OR t.team_id = %(team)s)
      AND (%(channel)s::bigint IS NULL OR t.channel_id = %(channel)s)
      AND (%(priority)s::int IS NULL OR t.priority = %(priority)s)
      AND (%(category)s::bigint IS NULL OR t.category_id IN
           (SELECT id FROM tickets_category WHERE id = %(category)s OR parent_id = %(category)s))
), mine AS (
    SELECT * FROM seen WHERE %(agent)s::bigint IS NULL OR assignee_id = %(agent)s
), undone AS (
    SELECT r.id, r.ticket_id, r.at FROM tickets_ticketevent r
    JOIN tickets_ticketevent u ON u.ticket_id = r.ticket_id AND u.at = r.at AND u.kind = 'reply_undone'
    WHERE r.kind = 'reopened'
), solving AS (
    SELECT DISTINCT ON (e.ticket_id) e.ticket_id, e.at, coalesce(e.user_id, (
        SELECT CASE WHEN x.id IS NULL THEN t.assignee_id ELSE (x.before -> 'assignee' ->> 'id')::bigint END
        FROM tickets_ticket t LEFT JOIN LATERAL (
            SELECT * FROM tickets_ticketevent y WHERE y.ticket_id = t.number AND y.kind = 'assignee' AND y.at > e.at
            ORDER BY y.at, y.id LIMIT 1) x ON true
        WHERE t.number = e.ticket_id)) AS solver
    FROM tickets_ticketevent e
    WHERE e.kind = 'status' AND e.after ->> 'status' = 'solved'
      AND NOT EXISTS (
        SELECT 1 FROM undone WHERE undone.ticket_id = e.ticket_id AND undone.at > e.at
          AND undone.at = (SELECT min(x.at) FROM tickets_ticketevent x
                           WHERE x.ticket_id = e.ticket_id AND x.kind = 'reopened' AND x.at > e.at))
    ORDER BY e.ticket_id, e.at
), back AS (
    SELECT s.ticket_id, min(e.at) AS at FROM solving s
    JOIN tickets_ticketevent e ON e.ticket_id = s.ticket_id AND e.kind = 'reopened' AND e.at > s.at
    GROUP BY s.ticket_id
), answer AS (
    SELECT DISTINCT ON (m.ticket_id) m.ticket_id, m.created_at AS at, m.author_user_id FROM tickets_message m
    JOIN tickets_ticket t ON t.number = m.ticket_id
    WHERE m.kind = 'reply' AND m.author_user_id IS NOT NULL AND t.first_replied_at <> t.created_at
    ORDER BY m.ticket_id, m.created_at, m.id
)
"""

# The open seconds between two instants, day by day.
OPEN = """
(SELECT coalesce(sum(extract(epoch FROM
     least(%(end)s, (d.day + CASE WHEN h.closes = '00:00' THEN interval '24 hours' ELSE h.closes - time '0:00' END)
                    AT TIME ZONE c.time_zone)
     - greatest(%(start)s, (d.day + h.opens) AT TIME ZONE c.time_zone))), 0)
 FROM tickets_businesscalendar c
 CROSS JOIN LATERAL generate_series((%(start)s AT TIME ZONE c.time_zone)::date::timestamp,
                                    (%(end)s AT TIME ZONE c.time_zone)::date::timestamp, interval '1 day') AS d(day)
 JOIN tickets_openinghours h ON h.calendar_id = c.id AND h.weekday = extract(isodow FROM d.day) - 1
 WHERE NOT EXISTS (SELECT 1 FROM tickets_holiday x WHERE x.calendar_id = c.id AND x.date = d.day::date)
   AND least(%(end)s, (d.day + CASE WHEN h.closes = '00:00' THEN interval '24 hours' ELSE h.closes - time '0:00' END)
                      AT TIME ZONE c.time_zone)
       > greatest(%(start)s, (d.day + h.opens) AT TIME ZONE c.time_zone))
"""


def ask(scope: Scope, select: str, **values: Any) -> list[tuple[Any, ...]]:
    """Run a query over the tickets of a report; `first` and `until` are its period."""
    given = {
        "admin": scope.user.is_admin,
        "manager": scope.user.is_manager,
        "user": scope.user.pk,
        "team": scope.team,
        "channel": scope.channel,
        "priority": scope.priority,
        "category": scope.category,
        "agent": scope.of_agent,
        "first": scope.period.start,
        "until": scope.period.end,
        "zone": scope.period.zone.key,
        "now": scope.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(TICKETS + select, given | values)
        return list(cursor.fetchall())


def number(scope: Scope, select: str, **values: Any) -> int:
    """Run a query that gives one number."""
    return int(ask(scope, select, **values)[0][0])


def created(scope: Scope, first: datetime, until: datetime) -> int:
    """Count what came in."""
    select = "SELECT count(*) FROM mine WHERE created_at >= %(first)s AND created_at < %(until)s"
    return number(scope, select, first=first, until=until)


def solved(scope: Scope, first: datetime, until: datetime) -> int:
    """Count what was first solved."""
    select = """SELECT count(*) FROM mine JOIN solving s ON s.ticket_id = number
                WHERE s.at >= %(first)s AND s.at < %(until)s"""
    return number(scope, select, first=first, until=until)


def reopened(scope: Scope) -> int:
    """Count what came back for the first time."""
    select = """SELECT count(*) FROM mine JOIN back b ON b.ticket_id = number
                WHERE b.at >= %(first)s AND b.at < %(until)s"""
    return number(scope, select)


def days(scope: Scope, table: str) -> dict[Any, int]:
    """Count per day, as days are in the zone: table "created" or "solving"."""
    column = "created_at" if table == "created" else "s.at"
    select = f"""SELECT ({column} AT TIME ZONE %(zone)s)::date, count(*)
                 FROM mine LEFT JOIN solving s ON s.ticket_id = number
                 WHERE {column} >= %(first)s AND {column} < %(until)s GROUP BY 1"""
    return dict(ask(scope, select))


def waits(scope: Scope, table: str, *, business: bool) -> tuple[int, list[float] | None]:
    """Return how many tickets and both percentiles of the wait until "answer" or "solving"."""
    length = OPEN.replace("%(start)s", "created_at").replace("%(end)s", "e.at") if business else ""
    seconds = f"floor({length})" if business else "floor(extract(epoch FROM e.at - created_at))"
    select = f"""SELECT count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {seconds})
                 FROM mine JOIN {table} e ON e.ticket_id = number
                 WHERE e.at >= %(first)s AND e.at < %(until)s"""
    count, values = ask(scope, select)[0]
    return count, values


def promises(scope: Scope, metric: str) -> dict[str, int]:
    """Count the tickets created by the worst state of one promise."""
    select = """
    , judged AS (
        SELECT number, max(CASE WHEN r.id IS NULL THEN 0
                                WHEN r.breached_at IS NOT NULL AND NOT r.by_policy_change THEN 4
                                WHEN r.breached_at IS NOT NULL THEN 3
                                WHEN r.met_at IS NULL AND mine.status NOT IN ('solved', 'closed') THEN 2
                                WHEN r.met_at IS NOT NULL THEN 1 ELSE 0 END) AS worst
        FROM mine LEFT JOIN tickets_slatimer r ON r.ticket_id = number AND r.metric = %(metric)s
        WHERE created_at >= %(first)s AND created_at < %(until)s GROUP BY number)
    SELECT (ARRAY['none', 'met', 'running', 'moved', 'breached'])[worst + 1], count(*) FROM judged GROUP BY 1"""
    return dict(ask(scope, select, metric=metric))


def first_contact(scope: Scope) -> dict[str, int]:
    """Count the outcomes of what was first solved."""
    select = """
    SELECT CASE WHEN s.at > %(now)s - interval '7 days' THEN 'unknown'
                WHEN (b.at IS NULL OR b.at > s.at + interval '7 days')
                 AND (SELECT count(*) FROM tickets_message m WHERE m.ticket_id = number AND m.kind = 'reply'
                      AND m.author_user_id IS NOT NULL AND m.created_at <= s.at) <= 1
                 AND NOT EXISTS (SELECT 1 FROM tickets_ticketevent e WHERE e.ticket_id = number AND e.kind = 'team'
                      AND e.at > first_replied_at AND e.at <= s.at AND e.before -> 'team' <> 'null')
                THEN 'first' ELSE 'more' END, count(*)
    FROM mine JOIN solving s ON s.ticket_id = number LEFT JOIN back b ON b.ticket_id = number
    WHERE s.at >= %(first)s AND s.at < %(until)s GROUP BY 1"""
    return dict(ask(scope, select))


def unsolved_at(scope: Scope, at: datetime) -> int:
    """Count what somebody held at an instant, from the changes of status alone."""
    select = """
    SELECT count(*) FROM mine WHERE created_at <= %(at)s AND coalesce(
        (SELECT e.after ->> 'status' FROM tickets_ticketevent e WHERE e.ticket_id = number
         AND e.kind IN ('status', 'reopened') AND e.at <= %(at)s ORDER BY e.at DESC, e.id DESC LIMIT 1), 'new')
        NOT IN ('solved', 'closed', 'spam', 'merged')"""
    return number(scope, select, at=at)


def grouped(scope: Scope, expression: str) -> dict[Any, int]:
    """Count what came in by a column."""
    select = f"""SELECT {expression}, count(*) FROM mine
                 WHERE created_at >= %(first)s AND created_at < %(until)s GROUP BY {expression}"""
    return {tuple(row[:-1]) if len(row) > 2 else row[0]: row[-1] for row in ask(scope, select)}


def agents(scope: Scope) -> dict[int, tuple[int, ...]]:
    """Return per person: open now, replies, tickets replied to, solved, first answers, held, known."""
    select = """
    SELECT u.id,
      (SELECT count(*) FROM seen WHERE assignee_id = u.id AND status NOT IN ('solved', 'closed')),
      (SELECT count(*) FROM seen JOIN tickets_message m ON m.ticket_id = number AND m.kind = 'reply'
         AND m.author_user_id = u.id AND m.created_at >= %(first)s AND m.created_at < %(until)s),
      (SELECT count(DISTINCT number) FROM seen JOIN tickets_message m ON m.ticket_id = number AND m.kind = 'reply'
         AND m.author_user_id = u.id AND m.created_at >= %(first)s AND m.created_at < %(until)s),
      (SELECT count(*) FROM seen JOIN solving s ON s.ticket_id = number
         WHERE s.solver = u.id AND s.at >= %(first)s AND s.at < %(until)s),
      (SELECT count(*) FROM seen JOIN answer a ON a.ticket_id = number
         WHERE a.author_user_id = u.id AND a.at >= %(first)s AND a.at < %(until)s),
      (SELECT count(*) FROM seen JOIN solving s ON s.ticket_id = number
         LEFT JOIN back b ON b.ticket_id = number
         WHERE s.solver = u.id AND s.at >= %(first)s AND s.at < %(until)s
           AND s.at <= %(now)s - interval '7 days' AND (b.at IS NULL OR b.at > s.at + interval '7 days')),
      (SELECT count(*) FROM seen JOIN solving s ON s.ticket_id = number
         WHERE s.solver = u.id AND s.at >= %(first)s AND s.at < %(until)s
           AND s.at <= %(now)s - interval '7 days')
    FROM accounts_user u"""
    return {key: tuple(values) for key, *values in ask(scope, select)}


def solved_by_category(scope: Scope) -> dict[Any, int]:
    """Count what was first solved by what it is about."""
    select = """SELECT category_id, count(*) FROM mine JOIN solving s ON s.ticket_id = number
                WHERE s.at >= %(first)s AND s.at < %(until)s GROUP BY 1"""
    return dict(ask(scope, select))


def ratings(scope: Scope) -> dict[Any, int]:
    """Count the answers of the period by score, about whoever had solved the ticket."""
    select = """SELECT score, count(*) FROM seen JOIN tickets_satisfactionrating r ON r.ticket_id = number
                WHERE r.answered_at >= %(first)s AND r.answered_at < %(until)s
                  AND (%(agent)s::bigint IS NULL OR r.assignee_id = %(agent)s) GROUP BY 1"""
    return dict(ask(scope, select))


def surveys(scope: Scope) -> list[tuple[int, int]]:
    """Count the questions of the period, and those of them that were answered since."""
    select = """SELECT count(*), count(r.score) FROM seen JOIN tickets_satisfactionrating r ON r.ticket_id = number
                WHERE r.asked_at >= %(first)s AND r.asked_at < %(until)s
                  AND (%(agent)s::bigint IS NULL OR r.assignee_id = %(agent)s)"""
    return list(ask(scope, select))


def ratings_of_agents(scope: Scope) -> dict[int, tuple[float, int]]:
    """Return the average and the number of answers about each person's solutions."""
    select = """SELECT r.assignee_id, avg(r.score)::float, count(*) FROM seen
                JOIN tickets_satisfactionrating r ON r.ticket_id = number
                WHERE r.assignee_id IS NOT NULL AND r.answered_at >= %(first)s AND r.answered_at < %(until)s
                GROUP BY 1"""
    return {key: (mean, count) for key, mean, count in ask(scope, select)}
