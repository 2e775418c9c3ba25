"""Telling visitors apart for a while without knowing them: no cookie of its own, nothing kept that leads back."""

import re
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from helpdesk.accounts.throttling import Limit
from helpdesk.lib.client_address import client_address

READ_AGAIN = timedelta(minutes=30)  # within which opening an article again is the same reading
PROGRAMS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|python", re.IGNORECASE)
HOUR = timedelta(hours=1)
QUESTIONS_FROM = Limit("articles asked from", 600, HOUR)
ANSWERS_FROM = Limit("articles judged from", 60, HOUR)


def visitor(request: HttpRequest) -> str:
    """Return a keyed hash of where a request came from and of the browser; another one each day."""
    day = timezone.localdate().isoformat()
    seen = (client_address(request), request.headers.get("User-Agent", "")[:200], day)
    return salted_hmac("knowledge.visitor", "\n".join(seen), algorithm="sha256").hexdigest()


def voter(request: HttpRequest) -> str:
    """Return a keyed hash of a browser, by the cookie against forged forms that every form here has.

    Whole households and telephone networks share an address and a kind of browser: one must not answer for all.
    """
    cookie = str(request.META.get("CSRF_COOKIE", ""))
    return salted_hmac("knowledge.voter", visitor(request) + cookie, algorithm="sha256").hexdigest()


def is_reader(request: HttpRequest) -> bool:
    """Whether a person outside the desk reads, as far as one can tell."""
    agent = request.headers.get("User-Agent", "")
    return request.method != "HEAD" and not request.user.is_authenticated and bool(agent) and not PROGRAMS.search(agent)


def reads_now(request: HttpRequest, translation_id: int) -> bool:
    """Whether this is a new reading of an article, not the same page opened again."""
    key = f"read:{translation_id}:{visitor(request)}"
    return is_reader(request) and bool(cache.add(key, 1, READ_AGAIN.total_seconds()))


def may_ask(request: HttpRequest, *, at: datetime) -> bool:
    """Count a question; False for whoever asks as no person can."""
    return QUESTIONS_FROM.hit(client_address(request), at=at)


def may_judge(request: HttpRequest, *, at: datetime) -> bool:
    """Count an answer to "was it useful?" and the like; False when too many come from one place."""
    return ANSWERS_FROM.hit(client_address(request), at=at)
