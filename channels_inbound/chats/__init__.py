"""What chat channels share. Each has a folder of its own beside this one, with the same file names:

verify.py (is it genuine), split.py (a webhook's events), parse.py (an event, pure), media.py (its files),
receive.py (onto a ticket or a delivery), check.py (are the settings right), forms.py (the settings).
Sending is in tickets/delivery/, in a file of the channel's name.

A further channel is a copy of its neighbour: the folder, the sender, templates/channels/<kind>.html, an icon of its
name in static/icons.svg, and one line in each of these:

- tickets/models/channel.py: ChannelKind and CHATS; tickets/handles.py: IdentityKind (PHONE_KINDS when it is a number);
  a migration; tickets/ways.py: WITH_WINDOW, when it lets us answer for a while only
- webhooks.py: SOURCES; parsers.py: CHATS; chats/media.py: FETCHERS; kinds.py: KINDS
- tickets/delivery/senders.py: CHATS

tests/channels_inbound/chats/test_shape.py fails until all of it is there.
"""
