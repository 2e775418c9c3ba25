"""The lines by which mail programs announce what they quote: attributions, header blocks, separators, signatures."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a line is."""

    TEXT = "text"
    BLANK = "blank"
    QUOTE = "quote"
    HEADER = "attribution"
    CUT = "all below is quoted"
    GONE = "folded"


_MAX_LINE: Final = 600
_ATTRIBUTION_LINES: Final = 6
_BLOCK_LINES: Final = 10

_QUOTED: Final = re.compile(r"(?:[A-Z][A-Za-z]{0,9})?>")
# For lower-cased lines: ignoring case would cost four times as much, and every line is asked.
_VERB: Final = re.compile(
    r"\b(?:wrote|writes|escribi[oó]|escrib[ií]a|escrito|a [ée]crit|schrieb|geschrieben|escreveu|ha scritto|scrisse|skrev|"
    r"geschreven|schreef|kirjoitti|napisa[lł]\(?a?\)?|napsal\(?a?\)?|pisze|írta|yazd[ıi]|написал\(?а?\)?|пишет|va escriure|"
    r"escribiu|idatzi|đã viết|a scris|写道|さんは書きました|wrote ----)",
)
_OPENER: Final = re.compile(
    r"[\s*_-]*(?:(?:on|at|el|le|am|op|em|om|den|på|il(?: giorno)?|in data|dne|dnia|w dniu|pe|vào|kl|a la|o|lørdag)\b|"
    r"l['e] |\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|"
    r"(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom|mon|tue|wed|thu|fri|sat|sun)[a-zé]{0,7}[.,])",
    re.IGNORECASE,
)
# Words that begin an attribution and nothing inside one.
_STRONG: Final = re.compile(
    r"[\s*_-]*(?:on|el|le|am|em|op|den|på|il|in data|\d{1,4}[-./]\d{1,2}[-./]\d{1,4})\b", re.IGNORECASE
)
# "Ana <ana@example.com> escribió el …:", with no word before the name.
_NAMED: Final = re.compile(r"[\s*_]*\"?(?:[^\W\d_][^<>@:\n]{0,80}[<(\[]|[^\s<>@]{1,64}@[^\s<>@]{1,200})")
_HAS_DATE: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}")
_HAS_ADDRESS: Final = re.compile(r"@(?<=[^\s<>@]@)[^\s<>@]")
# Mail programs without a verb: Gmail's "2014-10-17 11:28 GMT+03:00 Ana <ana@…>:" and Yandex' "26.06.2014, 14:41, Ana <…>:".
_DATED: Final = re.compile(r"\s{0,4}\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s(?:\d{1,2}:\d{2}\b)?")
_SEPARATOR: Final = re.compile(
    r"(?:original|mensaje|mensagem|message|messaggio|forwarded|reenviado|correo|urspr[uü]ngliche|weitergeleitete|originele?|"
    r"doorgestuurd|ursprungligt|opprinnelig|oprindelig|oorspronkelijk|videresendt|missatge|mezu|mensaxe|reply|respuesta|"
    r"исходное|пересылаемое|пересланное|原始|転送|元の)",
    re.IGNORECASE,
)
_DRAWN: Final = "-_=*> \t"
_BEGIN_FORWARD: Final = re.compile(
    r"[\s>*]{0,4}(?:begin forwarded message|inicio del mensaje reenviado|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|in[íi]cio da mensagem (?:reencaminhada|encaminhada)|"
    r"inizio messaggio inoltrato)\s?:?\s*",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"\s{0,4}(?:[_]{8,200}|[-]{8,200}|[—–]{3,200}|[=]{8,200}|[*]{8,200})\s*")
_SIGNATURE: Final = re.compile(r"\s{0,3}(?:--|—|__|_{8,200}|[—–]{3,200})\s*")
_PHONE: Final = re.compile(
    r"[\s*_<\[]{0,4}(?:sent (?:from|via|with|using)|enviado (?:desde|con|por|via|a partir d[eo]|do|de)|envoy[ée] (?:de|depuis|avec|à partir)|"
    r"(?:von meinem|gesendet (?:von|mit)|diese nachricht wurde von)|inviato da|verzonden (?:vanaf|vanuit|met)|skickat från|"
    r"get outlook for|obtener outlook|obt[ée]n outlook|baixe o outlook|obter o outlook|t[ée]l[ée]chargez outlook|"
    r"outlook f[üu]r (?:ios|android)|enviat des|bidalia)\b[^,;!?\n]{0,120}",
    re.IGNORECASE,
)

_LABELS: Final = {
    "from": "from|de|von|da|van|fra|från|od|lähettäjä|kimden|от|发件人|寄件者|差出人|de la|remitente|expediteur|expéditeur",
    "sent": "sent|enviado|enviado el|enviada|enviada em|enviado em|gesendet|envoyé|inviato|skickat|sendt|verzonden|wysłano|"
    "odesláno|отправлено|发送时间|送信日時|enviat|gönderildi|data de envio|sent at",
    "date": "date|fecha|data|datum|dato|дата|日期|日時|tarih|päivämäärä",
    "to": "to|para|an|à|a|aan|till|til|do|komu|кому|收件人|宛先|per|per a|kime|vastaanottaja|al|destinatario",
    "cc": "cc|cco|bcc|kopie|copia|copie|kopia|c.c|抄送|копия",
    "subject": "subject|asunto|assunto|betreff|objet|oggetto|ämne|emne|onderwerp|temat|předmět|тема|主题|主旨|件名|assumpte|konu|aihe|asunto del mensaje",
    "reply": "reply-to|responder a|antwort an|répondre à|responder",
}
_LABEL_KIND: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
_LABEL: Final = re.compile(r"[\s>|*_]{0,8}([^\W\d_][^\n:：*<>@]{0,22}?)[ \xa0*_]{0,3}[:：][*_]{0,2}(?:\s|$|<|\S)")


def classify(lines: list[str], known: dict[int, Kind]) -> list[Kind]:
    """Give every line its kind; `known` are those that HTML markers already decided."""
    reader = _Reader(lines, known)
    reader.run()
    return reader.kinds


def is_signature_mark(line: str) -> bool:
    """Say whether a signature begins here (RFC 3676 section 4.3, and the lines that lists and people draw)."""
    return len(line) <= _MAX_LINE and _SIGNATURE.fullmatch(line) is not None


def is_phone_line(line: str) -> bool:
    """Say whether a phone or a mail program advertises itself in this line."""
    return len(line) <= 160 and _PHONE.fullmatch(line.strip()) is not None


class _Reader:
    """One pass over the lines. What is asked of a line more than once is asked in advance, so that time stays linear."""

    def __init__(self, lines: list[str], known: dict[int, Kind]) -> None:
        self.known = known
        self.lines = [line.strip()[:_MAX_LINE] for line in lines]
        self.kinds = [known.get(i) or _plain_kind(line) for i, line in enumerate(self.lines)]
        self.labels = [_label(line) for line in self.lines]
        self.verbs = [_VERB.search(line.lower()) is not None for line in self.lines]

    def run(self) -> None:
        i = 0
        while i < len(self.lines):
            end = self._mark(i) if i not in self.known and self.kinds[i] is Kind.TEXT else i
            i = max(end, i + 1)

    def _mark(self, i: int) -> int:
        """Mark what begins at line `i`, if anything, and return the line after it."""
        line = self.lines[i]
        if _is_separator(line) or _BEGIN_FORWARD.fullmatch(line) or self._block_at(self._behind_rule(i)):
            self.kinds[i] = Kind.CUT
            return i + 1
        end = self._attribution_end(i)
        for k in range(i, end):
            self.kinds[k] = Kind.HEADER
        return end

    def _behind_rule(self, i: int) -> int:
        """Return the first line with text behind a drawn rule, else `i`."""
        if _RULE.fullmatch(self.lines[i]) is None:
            return i
        return next((k for k in range(i + 1, min(i + 4, len(self.lines))) if self.lines[k]), i)

    def _block_at(self, start: int) -> bool:
        """Say whether a block of fields begins here: From with Subject or Sent, three kinds at least.

        People write "De: Madrid / Para: Lima / Fecha: …" in their own text, so From, To and Date alone are not enough.
        """
        if self.labels[start] is None:
            return False
        window = self.labels[start : start + _BLOCK_LINES]
        missed = [i for i, label in enumerate(window) if label is None]
        found = set(window[: missed[3]] if len(missed) > 3 else window) - {None}
        return "from" in found and bool(found & {"subject", "sent"}) and len(found) >= 3

    def _attribution_end(self, start: int) -> int:
        """Return the line after an attribution that begins at `start`, or `start`. It may be wrapped."""
        if self._announces(start):
            return start + 1
        dated = _DATED.match(self.lines[start]) is not None
        if not dated and not any(self.verbs[start : start + _ATTRIBUTION_LINES]):
            return start
        reach, over_blanks = _reach(self.lines[start], dated=dated)
        for end in range(start, min(start + reach, len(self.lines))):
            if end > start and not self._continues(end, over_blanks=over_blanks):
                return start
            may_end = self.verbs[end] or self.lines[end].endswith((":", "：", ">", "-", "*", "_"))
            if (may_end or (dated and end == start)) and _is_attribution(self._joined(start, end)):
                return start if self._begins_later(start, end) else end + 1
        return start

    def _announces(self, i: int) -> bool:
        """Say whether the line is "Ana wrote:" with quoted lines right below it."""
        line = self.lines[i]
        if not self.verbs[i] or len(line) > 100 or not line.endswith(":") or _VERB.search(line[-20:].lower()) is None:
            return False
        following = (kind for kind in self.kinds[i + 1 : i + 4] if kind is not Kind.BLANK)
        return next(following, None) is Kind.QUOTE

    def _begins_later(self, start: int, end: int) -> bool:
        """Say whether a line below is the true beginning, and this one only looks like it."""
        return any(
            _STRONG.match(self.lines[k]) and _is_attribution(self._joined(k, end)) for k in range(start + 1, end + 1)
        )

    def _continues(self, i: int, *, over_blanks: bool) -> bool:
        line = self.lines[i]
        if self.kinds[i] is Kind.QUOTE:
            return line.startswith((">:", "> :")) or _VERB.match(line.lower(), 2) is not None
        return over_blanks or bool(line)

    def _joined(self, start: int, end: int) -> str:
        return " ".join(filter(None, self.lines[start : end + 1]))


def _is_separator(line: str) -> bool:
    """Say whether the line is "-----Original message-----" in some language."""
    words = line.strip(_DRAWN)
    drawn = len(line) - len(words)
    return 0 < len(words) <= 60 and drawn >= 4 and line[-2:].strip(_DRAWN) == "" and _SEPARATOR.match(words) is not None


def _plain_kind(line: str) -> Kind:
    if not line:
        return Kind.BLANK
    return Kind.QUOTE if _QUOTED.match(line) else Kind.TEXT


def _label(line: str) -> str | None:
    match = _LABEL.match(line)
    return _LABEL_KIND.get(match[1].strip().lower()) if match else None


def _reach(line: str, *, dated: bool) -> tuple[int, bool]:
    """Return over how many lines an attribution that begins here may run, and whether over blank ones."""
    if dated or _OPENER.match(line):
        return _ATTRIBUTION_LINES, True
    return (3 if _NAMED.match(line) else 0), False


def _is_attribution(text: str) -> bool:
    if len(text) > _MAX_LINE:
        return False
    text = text.rstrip(" *_-")
    if text.endswith((":", "：")):
        return _names_time(text) or _says_wrote(text, room=60)
    if text.endswith(">") and _names_time(text):
        return True
    return (
        "GMT" in text[:40]
        and _DATED.match(text) is not None
        or (_HAS_ADDRESS.search(text) is not None and _says_wrote(text, room=0))
    )


def _names_time(text: str) -> bool:
    """Say whether this is a date and an address with nothing said of writing."""
    return _DATED.match(text) is not None and _HAS_ADDRESS.search(text) is not None


def _says_wrote(text: str, *, room: int) -> bool:
    """Say whether somebody wrote something at some time, with at most `room` characters behind the verb."""
    lowered = text.lower()
    found = list(_VERB.finditer(lowered, max(4, len(lowered) - room - 24)))
    return bool(found) and len(lowered) - found[-1].end() <= room + 1 and _HAS_DATE.search(text) is not None
