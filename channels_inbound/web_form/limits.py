"""How often the public forms may be used. Counted in the database: a flushed broker opens no door."""

from datetime import timedelta

from helpdesk.accounts.throttling import Limit

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# At most 20 confirmations an hour can be caused from one place, whatever addresses are given (security bar 31).
REQUESTS_FROM = Limit("requests from", 20, HOUR)
REQUESTS_OF = Limit("requests of", 10, HOUR)
ANSWERS_BY = Limit("answers by link", 60, HOUR)
RATINGS_BY = Limit("ratings by link", 20, HOUR)
CORRECTIONS_FROM = Limit("corrected forms from", 60, HOUR)
# Files of forms that must be corrected stay for two days although nothing was sent (channels_inbound/retention.py).
KEPT_KILOBYTES_FROM = Limit("kilobytes kept for", 512 * 1024, DAY)
UNKNOWN_LINKS_FROM = Limit("unknown links from", 60, HOUR)
SEARCHES_FROM = Limit("links asked from", 20, HOUR)
SEARCHES_FOR = Limit("links asked for", 3, HOUR)
