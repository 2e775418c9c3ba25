"""Figures of the dashboard as files."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.administration import audit
from reports.boards import board_of
from reports.dashboard import Dashboard
from reports.exports import limits
from reports.exports.answers import Format, PieceByPiece, download, pieces_of
from reports.exports.sheets import Sheet
from reports.figure_tables import about, said_filters, tables_of
from reports.scope import Scope
from tickets.models import Ticket

EVERYTHING = "all"


def hand_out(asked: Any, figure: str, kind: Format, *, user: User, at: datetime) -> PieceByPiece:
    """Answer with one figure, or with all as one workbook. Raises Http404, RefusedError."""
    limits.count_one(user, at=at)
    form, board = board_of(asked, user=user, at=at)
    if form.errors:
        raise limits.RefusedError(" ".join(form.said))
    sheets = sheets_of(board, figure, kind)
    title = _("Report") if figure == EVERYTHING else sheets[0].title
    days = f"{board.scope.period.first.isoformat()} {board.scope.period.last.isoformat()}"
    _write_down(board.scope, f"{title} {days}", kind)
    return download(pieces_of(sheets, kind), kind, name=f"{title} {days}")


def sheets_of(board: Dashboard, figure: str, kind: Format) -> list[Sheet]:
    """Return what a file holds; a workbook also says what it covers. Raises Http404 for a name we do not have."""
    zone, tables = board.scope.period.zone, tables_of(board)
    if figure == EVERYTHING and kind == Format.XLSX:
        return workbook(board)
    if figure not in tables:
        raise Http404
    sheet = Sheet.of(tables[figure], zone)
    return [sheet] if kind == Format.CSV else [sheet, Sheet.of(about(board.scope), zone)]


def workbook(board: Dashboard) -> list[Sheet]:
    """Return every figure, one sheet each, and what they cover."""
    return [Sheet.of(table, board.scope.period.zone) for table in (*tables_of(board).values(), about(board.scope))]


def _write_down(scope: Scope, label: str, kind: Format) -> None:
    facts = {"Format": kind.upper(), "Time zone": scope.period.zone.key} | dict(said_filters(scope))
    audit.record(by=scope.user, subject=Ticket(), label=label, after=facts, verb=audit.Verb.EXPORTED, at=scope.at)
