"""What somebody sent by a form, as the bytes that are kept in InboundPayload and read again by the parser."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal

from channels_inbound.web_form.kept_files import FileNote

SHAPE = 1  # of the stored JSON


@dataclass(frozen=True)
class Submission:
    """One press of the button. A request names its sender; a reply names ticket and person, proven by their link."""

    nonce: str
    kind: Literal["request", "reply"]
    body: str
    language: str
    name: str = ""
    email: str = ""
    subject: str = ""
    category: str = ""  # slug
    ticket: int | None = None
    requester: int | None = None
    article: str = ""  # slug of the article that was read before
    files: tuple[FileNote, ...] = field(default=())

    @property
    def raw(self) -> bytes:
        """The bytes to keep: the same press gives the same bytes."""
        return json.dumps({"shape": SHAPE, **asdict(self)}, ensure_ascii=False, sort_keys=True).encode("utf-8")

    @property
    def external_id(self) -> str:
        """What makes a second press the same one: the form's nonce, with the hash of what was in it.

        Who goes back, changes the text and sends again has sent something else; it must not be swallowed.
        """
        return f"{self.nonce}.{hashlib.sha256(self.raw).hexdigest()[:24]}"


def read_submission(raw: bytes) -> Submission:
    """Return what `raw` holds. Raises ValueError for anything that `Submission.raw` did not write."""
    values = json.loads(raw)
    if not isinstance(values, dict) or values.pop("shape", None) != SHAPE:
        msg = "not a form submission"
        raise ValueError(msg)
    notes = tuple(FileNote(**note) for note in values.pop("files"))
    return Submission(files=notes, **values)
