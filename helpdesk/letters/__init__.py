"""The mails that leave by themselves: which there are, their words in each language, and how words become a mail."""
