"""The ASGI application that the web server runs."""

import os
import warnings
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
# WhiteNoise hands out static files with synchronous iterators: right for small files, and said once is enough.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


class PageHandler(ASGIHandler):
    """Answers a request in one thread, from the first middleware to the view.

    Django's own goes back to the event loop and into a thread again at each middleware of the other kind, which costs a
    page as much as several of its queries. An asynchronous view still works, and what it streams leaves asynchronously.
    """

    def __init__(self) -> None:
        """Open the door for webhooks too, which go by no middleware."""
        super().__init__()
        self.hooks = import_string("channels_inbound.hook_door.HookDoor")()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand a request to its door."""
        if self.hooks.fits(scope):
            await self.hooks(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- Django's signature
        """Build the synchronous chain, although the server speaks ASGI."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Walk the chain in the request's thread."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


django.setup(set_prefix=False)
application = PageHandler()
