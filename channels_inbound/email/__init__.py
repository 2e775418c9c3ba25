"""Mail in: bytes of RFC 5322 to a frozen `ParsedEmail`.

The only entry is `channels_inbound.email.parse.parse`; nothing else in the project reads mail. Everything in this
folder is pure: no Django, no database, no network, no clock.
"""
