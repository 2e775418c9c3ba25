"""What chat channels share. Each has a folder of its own beside this one, with the same file names:

verify.py (is it genuine), split.py (a webhook's events), parse.py (an event, pure), media.py (its files),
receive.py (onto a ticket or a delivery), check.py (are the settings right), forms.py (the settings).
Sending is in tickets/delivery/, in a file of the channel's name.
"""
