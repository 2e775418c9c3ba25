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

_QUOTED: Final = re.compile(r"[ \t]{0,4}(?:[A-Z][A-Za-z]{0,9})?>")
_VERB: Final = re.compile(
    r"\b(?:wrote|writes|escribi[oó]|escrib[ií]a|escrito|a [ée]crit|schrieb|geschrieben|escreveu|ha scritto|scrisse|skrev|"
    r"geschreven|schreef|kirjoitti|napisa[lł]\(?a?\)?|napsal\(?a?\)?|pisze|írta|yazd[ıi]|написал\(?а?\)?|пишет|va escriure|"
    r"escribiu|idatzi|đã viết|a scris|写道|さんは書きました|wrote ----)",
    re.IGNORECASE,
)
_OPENER: Final = re.compile(
    r"[\s*_-]*(?:(?:on|at|el|le|am|op|em|om|den|på|il(?: giorno)?|in data|dne|dnia|w dniu|pe|vào|kl|a la|o|lørdag)\b|"
    r"l['e] |\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|"
    r"(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom|mon|tue|wed|thu|fri|sat|sun)[a-zé]{0,7}[.,])",
    re.IGNORECASE,
)
# Words that begin an attribution and nothing inside one.
_STRONG: Final = re.compile(r"[\s*_-]*(?:on|el|le|am|em|op|den|på|il|in data|\d{1,4}[-./]\d{1,2}[-./]\d{1,4})\b", re.IGNORECASE)
# "Ana <ana@example.com> escribió el …:", with no word before the name.
_NAMED: Final = re.compile(r"[\s*_]*\"?(?:[^\W\d_][^<>@:\n]{0,80}[<(\[]|[^\s<>@]{1,64}@[^\s<>@]{1,200})")
_HAS_DATE: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}")
_HAS_ADDRESS: Final = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,200}")
# Mail programs without a verb: Gmail's "2014-10-17 11:28 GMT+03:00 Ana <ana@…>:" and Yandex' "26.06.2014, 14:41, Ana <…>:".
_DATED: Final = re.compile(r"\s{0,4}\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s(?:\d{1,2}:\d{2}\b)?")
_SEPARATOR: Final = re.compile(
    r"[\s>*]{0,4}[-_=*]{2,40}[ *]{0,3}(?:original|mensaje|mensagem|message|messaggio|forwarded|reenviado|correo|urspr[uü]ngliche|"
    r"weitergeleitete|originele?|doorgestuurd|ursprungligt|opprinnelig|oprindelig|oorspronkelijk\w*|videresendt|missatge|mezu|"
    r"mensaxe|reply|respuesta|исходное|пересылаемое|пересланное|原始|転送|元の)[^\n]{0,40}?[ *]{0,3}[-_=*]{2,40}[\s*]{0,4}",
    re.IGNORECASE,
)
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
    kinds = [known.get(i) or _plain_kind(line) for i, line in enumerate(lines)]
    i = 0
    while i < len(lines):
        end = _mark_at(lines, kinds, i) if i not in known and kinds[i] is Kind.TEXT else i
        i = max(end, i + 1)
    return kinds


def is_signature_mark(line: str) -> bool:
    """Say whether a signature begins here (RFC 3676 section 4.3, and the lines that lists and people draw)."""
    return len(line) <= _MAX_LINE and _SIGNATURE.fullmatch(line) is not None


def is_phone_line(line: str) -> bool:
    """Say whether a phone or a mail program advertises itself in this line."""
    return len(line) <= 160 and _PHONE.fullmatch(line.strip()) is not None


def _plain_kind(line: str) -> Kind:
    if not line.strip():
        return Kind.BLANK
    return Kind.QUOTE if _QUOTED.match(line) else Kind.TEXT


def _mark_at(lines: list[str], kinds: list[Kind], i: int) -> int:
    """Mark what begins at line `i`, if anything, and return the line after it."""
    line = lines[i]
    if len(line) > _MAX_LINE:
        return i
    if _SEPARATOR.fullmatch(line) or _BEGIN_FORWARD.fullmatch(line) or _block_at(lines, _behind_rule(lines, i)):
        kinds[i] = Kind.CUT
        return i + 1
    end = _attribution_end(lines, kinds, i)
    for k in range(i, end):
        kinds[k] = Kind.HEADER
    return end


def _behind_rule(lines: list[str], i: int) -> int:
    """Return the first line with text behind a drawn rule, else `i`."""
    if _RULE.fullmatch(lines[i]) is None:
        return i
    for k in range(i + 1, min(i + 4, len(lines))):
        if lines[k].strip():
            return k
    return i


def _block_at(lines: list[str], start: int) -> bool:
    """Say whether a block of fields begins here: From with Subject or Sent, three kinds at least.

    People write "De: Madrid / Para: Lima / Fecha: …" in their own text, so From, To and Date alone are not enough.
    """
    if _label(lines[start]) is None:
        return False
    found: set[str] = set()
    misses = 0
    for line in lines[start : start + _BLOCK_LINES]:
        kind = _label(line)
        if kind is None:
            misses += 1
            if misses > 3:
                break
        else:
            found.add(kind)
    return "from" in found and bool(found & {"subject", "sent"}) and len(found) >= 3


def _label(line: str) -> str | None:
    match = _LABEL.match(line[:120])
    return _LABEL_KIND.get(match[1].strip().lower()) if match else None


def _attribution_end(lines: list[str], kinds: list[Kind], start: int) -> int:
    """Return the line after an attribution that begins at `start`, or `start`. It may be wrapped over some lines."""
    if _announces(lines, kinds, start):
        return start + 1
    reach, over_blanks = _reach(lines[start])
    for end in range(start, min(start + reach, len(lines))):
        if end > start and not (_continues(lines[end], kinds[end]) and (over_blanks or lines[end].strip())):
            return start
        if _is_attribution(_joined(lines, start, end)):
            nearer = any(_STRONG.match(lines[k]) and _is_attribution(_joined(lines, k, end)) for k in range(start + 1, end + 1))
            return start if nearer else end + 1
    return start


def _announces(lines: list[str], kinds: list[Kind], i: int) -> bool:
    """Say whether the line is "Ana wrote:" with quoted lines right below it."""
    line = lines[i].rstrip()
    if len(line) > 100 or not line.endswith(":") or _VERB.search(line[-20:]) is None:
        return False
    following = (kind for kind in kinds[i + 1 : i + 4] if kind is not Kind.BLANK)
    return next(following, None) is Kind.QUOTE


def _reach(line: str) -> tuple[int, bool]:
    """Return over how many lines an attribution that begins here may run, and whether over blank ones."""
    if len(line) > _MAX_LINE:
        return 0, False
    if _OPENER.match(line) or _DATED.match(line):
        return _ATTRIBUTION_LINES, True
    return (3 if _NAMED.match(line) else 0), False


def _continues(line: str, kind: Kind) -> bool:
    return kind is not Kind.QUOTE or line.strip().startswith(("> ", ">:")) and _VERB.match(line.strip(), 2) is not None


def _joined(lines: list[str], start: int, end: int) -> str:
    return " ".join(line.strip() for line in lines[start : end + 1] if line.strip())


def _is_attribution(text: str) -> bool:
    if len(text) > _MAX_LINE:
        return False
    text = text.rstrip(" *_-")
    ends = text.endswith((":", "："))
    address = _HAS_ADDRESS.search(text) is not None
    if _DATED.match(text) and ("GMT" in text[:40] or (address and (ends or text.endswith(">")))):
        return True
    verb = _last_verb(text)
    if verb is None or verb.start() < 4 or _HAS_DATE.search(text) is None:
        return False
    rest = text[verb.end() :]
    return len(rest) <= 60 if ends else (not rest.strip() and address)


def _last_verb(text: str) -> re.Match[str] | None:
    verb = None
    for verb in _VERB.finditer(text):  # noqa: B007 -- the last one is wanted
        pass
    return verb
