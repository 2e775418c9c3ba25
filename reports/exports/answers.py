"""Handing a file out while it is being written."""

from collections.abc import AsyncIterator, Iterator, Sequence
from enum import StrEnum

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.text import slugify

from reports.exports import csv_file, xlsx_file
from reports.exports.sheets import Sheet

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"


class FormatConverter:
    """The ending of a file in an address."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> Format:
        """Read it."""
        return Format(value)

    def to_url(self, value: str) -> str:
        """Write it."""
        return value


class PieceByPiece(StreamingHttpResponse):
    """Asks a plain iterator for one piece after the other, also where the server is asynchronous.

    There Django would make a list of all of it first (StreamingHttpResponse.__aiter__).
    """

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self)
        while (piece := await sync_to_async(lambda: next(pieces, None))()) is not None:
            yield piece


def pieces_of(sheets: Sequence[Sheet], kind: Format) -> Iterator[bytes]:
    """Write sheets as a file; CSV has place for the first one only."""
    return csv_file.pieces(sheets[0]) if kind == Format.CSV else xlsx_file.pieces(sheets)


def download(pieces: Iterator[bytes], kind: Format, *, name: str) -> PieceByPiece:
    """Answer with a file. Its words stay in the language that is active now."""
    answer = PieceByPiece(_in_language(pieces, translation.get_language()), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)[:120] or "mesa"}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Accel-Buffering"] = "no"  # a proxy need not wait for the end either
    return answer


def _in_language(pieces: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
