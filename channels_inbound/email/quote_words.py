"""The words by which mail programs announce what they quote, in the languages our requesters and their partners use."""

# ruff: noqa: RUF001 -- other alphabets have letters that look like ours
from __future__ import annotations

import re
from typing import Final

# For lower-cased lines: ignoring case would cost four times as much, and every line is asked.
VERB: Final = re.compile(
    r"\b(?:wrote|writes|escribi[oó]|escrib[ií]a|escrito|a [ée]crit|schrieb|geschrieben|escreveu|ha scritto|scrisse|"
    r"skrev|geschreven|schreef|kirjoitti|napisa[lł]\(?a?\)?|napsal\(?a?\)?|pisze|írta|yazd[ıi]|написал\(?а?\)?|пишет|"
    r"va escriure|escribiu|idatzi|đã viết|a scris|写道|さんは書きました|wrote ----)"
)
OPENER: Final = re.compile(
    r"[ *_-]*+(?:(?:on|at|el|le|am|op|em|om|den|på|il(?: giorno)?|in data|dne|dnia|w dniu|pe|vào|kl|a la|o|lørdag)\b|"
    r"l['e] |\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|"
    r"(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom|mon|tue|wed|thu|fri|sat|sun)[a-zé]{0,7}[.,])",
    re.IGNORECASE,
)
# Words that begin an attribution and stand nowhere inside one.
STRONG_OPENER: Final = re.compile(
    r"[ *_-]*+(?:on|el|le|am|em|op|den|på|il|in data|\d{1,4}[-./]\d{1,2}[-./]\d{1,4})\b", re.IGNORECASE
)
# "Ana <ana@example.com> escribió el …:", with no word before the name.
NAMED: Final = re.compile(r"[*_]*\"?(?:[^\W\d_][^<>@:\n]{0,80}[<(\[]|[^\s<>@]{1,64}@[^\s<>@]{1,200})")
DATE: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}")
ADDRESS: Final = re.compile(r"@(?<=[^\s<>@]@)[^\s<>@]")
# Without a verb: Gmail's "2014-10-17 11:28 GMT+03:00 Ana <ana@…>:" and Yandex' "26.06.2014, 14:41, Ana <ana@…>:".
DATED: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s(?:\d{1,2}:\d{2}\b)?")
SEPARATOR: Final = re.compile(
    r"(?:original|mensaje|mensagem|message|messaggio|forwarded|reenviado|correo|urspr[uü]ngliche|weitergeleitete|"
    r"originele?|doorgestuurd|ursprungligt|opprinnelig|oprindelig|oorspronkelijk|videresendt|missatge|mezu|mensaxe|"
    r"reply|"
    r"respuesta|исходное|пересылаемое|пересланное|原始|転送|元の)",
    re.IGNORECASE,
)
BEGIN_FORWARD: Final = re.compile(
    r"[>* ]{0,4}(?:begin forwarded message|inicio del mensaje reenviado|"
    r"d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"in[íi]cio da mensagem (?:reencaminhada|encaminhada)|inizio messaggio inoltrato)\s?:?\s*",
    re.IGNORECASE,
)
RULE: Final = re.compile(r"_{8,200}|-{8,200}|[—–]{3,200}|={8,200}|\*{8,200}")
# RFC 3676 section 4.3, and the lines that mailing lists and people draw.
SIGNATURE: Final = re.compile(r"--|—|__|_{8,200}|[—–]{3,200}")
PHONE: Final = re.compile(
    r"[*_<\[ ]{0,4}(?:sent (?:from|via|with|using)|enviado (?:desde|a partir d[eo]|do)|"
    r"enviado (?:con|por|via|de) (?-i:[A-ZÁÉÍÓÚ])|envoy[ée] (?:de|depuis|avec|à partir)|"
    r"von meinem|gesendet (?:von|mit)|diese nachricht wurde von|inviato da|verzonden (?:vanaf|vanuit|met)|skickat från|"
    r"get outlook for|obtener outlook|obt[ée]n outlook|baixe o outlook|obter o outlook|t[ée]l[ée]chargez outlook|"
    r"outlook f[üu]r (?:ios|android)|enviat des)[^,;!?\n]{0,120}",
    re.IGNORECASE,
)
COLONS: Final = (":", "：")

_LABELS: Final = {
    "from": "from|de|von|da|van|fra|från|od|lähettäjä|kimden|от|发件人|寄件者|差出人|de la|"
    "remitente|expediteur|expéditeur",
    "sent": "sent|enviado|enviado el|enviados|enviada|enviada em|enviado em|gesendet|envoyé|inviato|skickat|sendt|"
    "verzonden|wysłano|odesláno|отправлено|发送时间|送信日時|enviat|gönderildi|data de envio|sent at",
    "date": "date|fecha|data|datum|dato|дата|日期|日時|tarih|päivämäärä",
    "to": "to|para|an|à|a|aan|till|til|do|komu|кому|收件人|宛先|per|per a|kime|vastaanottaja|al|destinatario",
    "cc": "cc|cco|bcc|kopie|copia|copie|kopia|c.c|抄送|копия",
    "subject": "subject|asunto|assunto|betreff|objet|oggetto|ämne|emne|onderwerp|temat|předmět|тема|主题|主旨|件名|"
    "assumpte|konu|aihe",
    "reply": "reply-to|responder a|antwort an|répondre à|responder",
}
LABEL_KIND: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
LABEL: Final = re.compile(r"[ >|*_]{0,8}([^\W\d_][^\n:：*<>@]{0,22}?)[ \xa0*_]{0,3}[:：]")
