"""The mails and chat messages that leave by themselves: which there are, their words, and how words become a mail."""
