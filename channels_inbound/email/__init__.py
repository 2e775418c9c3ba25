"""Mail in: bytes of RFC 5322 to a frozen `ParsedEmail`.

The only entry is `channels_inbound.email.parse.parse`; nothing else in the project reads mail. What it needs is pure:
no Django, no database, no network, no clock. Around it stand `imap` and `fetch` (mailboxes to stored payloads), and
`receive` with `authentication` and `oversize` (payloads to tickets).
"""
