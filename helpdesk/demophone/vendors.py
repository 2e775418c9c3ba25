"""The vendors' side: what the desk asks of WhatsApp's and Telegram's servers, answered in their shapes.

Only what the desk uses, and only for the demo's channels, which bring the tokens of their settings.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt

from helpdesk.demophone import tasks
from helpdesk.demophone.models import GRAPH, PhoneFile, PhoneMessage, demo_channels
from helpdesk.lib.enqueue import enqueue
from helpdesk.lib.numbers import whole_number
from helpdesk.mailcatcher.views import demo_only
from tickets.models import Channel, ChannelKind
from tickets.templates import templates_of

REPORTED_AFTER = 1.0  # seconds: the vendor's reports come when it has answered


@csrf_exempt
@demo_only
def graph(request: HttpRequest, path: str) -> HttpResponse:
    """Answer as graph.facebook.com does."""
    channel = _channel(ChannelKind.WHATSAPP, "access_token", request.headers.get("Authorization", "")[7:])
    first, _slash, second = path.partition("/")
    if channel is None:
        return JsonResponse({"error": {"code": 190, "message": "Invalid OAuth access token."}}, status=401)
    if request.method == "POST":
        return JsonResponse(
            _taken(channel, request) if second == "messages" else {"id": str(_uploaded(request, "file").pk)}
        )
    if first == "files":
        return _bytes(second)
    if first == channel.config.get("phone_number_id"):
        return JsonResponse({"id": first, "display_phone_number": "+51 1 555 0100", "verified_name": "Casa Lumbre"})
    file = get_object_or_404(PhoneFile, pk=whole_number(first))
    data = bytes(file.data)
    facts = {"id": first, "mime_type": file.content_type, "file_size": len(data)}
    facts |= {"url": f"{settings.SITE_URL}{GRAPH}/files/{first}", "sha256": hashlib.sha256(data).hexdigest()}
    return JsonResponse(facts)


@csrf_exempt
@demo_only
def bot(request: HttpRequest, token: str, method: str) -> HttpResponse:
    """Answer as api.telegram.org does."""
    channel = _channel(ChannelKind.TELEGRAM, "bot_token", token)
    if channel is None or method not in METHODS:
        return JsonResponse({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
    return JsonResponse({"ok": True, "result": METHODS[method](channel, request)})


@demo_only
def bot_file(_request: HttpRequest, token: str, pk: str) -> HttpResponse:
    """Hand over a file that a customer sent to the bot."""
    if _channel(ChannelKind.TELEGRAM, "bot_token", token) is None:
        return HttpResponse(status=401)
    return _bytes(pk)


def _channel(kind: str, secret: str, given: str) -> Channel | None:
    rows = demo_channels().filter(kind=kind)
    return next((channel for channel in rows if given and channel.secrets.get(secret) == given), None)


def _bytes(pk: str) -> HttpResponse:
    file = get_object_or_404(PhoneFile, pk=whole_number(pk))
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(bytes(file.data), content_type="application/octet-stream", headers=headers)


@transaction.atomic
def _taken(channel: Channel, request: HttpRequest) -> dict[str, Any]:
    sent = json.loads(request.body)
    kind = sent["type"]
    part = sent[kind]
    text = part.get("body", "") if kind == "text" else _template(channel, part) if kind == "template" else ""
    file = PhoneFile.objects.filter(pk=int(part["id"])).first() if "id" in part else None
    message = _show(channel, sent["to"], text=text, file=file)
    return {"messaging_product": "whatsapp", "messages": [{"id": message.provider_id}]}


def _template(channel: Channel, part: dict[str, Any]) -> str:
    values = [value["text"] for component in part.get("components", []) for value in component["parameters"]]
    wanted = f"{part['name']}/{part['language']['code']}"
    found = (template for template in templates_of(channel) if template.key == wanted)
    return next((template.filled(values).text for template in found), part["name"])


def _show(channel: Channel, contact: str, *, text: str, file: PhoneFile | None = None) -> PhoneMessage:
    """Put a message of the desk's on the customer's telephone, and report on it a moment later."""
    name = PhoneMessage.objects.filter(channel=channel, contact=contact, is_from_customer=True).first()
    message = PhoneMessage.objects.create(
        channel=channel, contact=contact, name=name.name if name else "", is_from_customer=False, text=text, file=file
    )
    PhoneMessage.prune()
    enqueue(tasks.report_delivered, message.pk, countdown=REPORTED_AFTER)
    return message


def _uploaded(request: HttpRequest, field: str) -> PhoneFile:
    upload = cast("UploadedFile[Any]", request.FILES[field])
    content_type = (upload.content_type or "application/octet-stream")[:100]
    return PhoneFile.objects.create(name=(upload.name or "file")[:200], content_type=content_type, data=upload.read())


def _send_text(channel: Channel, request: HttpRequest) -> dict[str, Any]:
    sent = json.loads(request.body)
    return {"message_id": _show(channel, str(sent["chat_id"]), text=sent["text"]).pk}


def _send_file(field: str) -> "Callable[[Channel, HttpRequest], dict[str, Any]]":
    def send(channel: Channel, request: HttpRequest) -> dict[str, Any]:
        file = _uploaded(request, field)
        return {"message_id": _show(channel, request.POST["chat_id"], text="", file=file).pk}

    return send


def _get_file(_channel: Channel, request: HttpRequest) -> dict[str, Any]:
    return {"file_path": str(int(json.loads(request.body)["file_id"]))}


def _get_me(channel: Channel, _request: HttpRequest) -> dict[str, Any]:
    return {"id": channel.pk, "is_bot": True, "username": "casa_lumbre_bot"}


def _set_webhook(channel: Channel, request: HttpRequest) -> bool:
    channel.config["demo_webhook"] = json.loads(request.body)["url"]
    channel.save(update_fields=["config"])
    return True


def _get_webhook(channel: Channel, _request: HttpRequest) -> dict[str, Any]:
    return {"url": channel.config.get("demo_webhook", ""), "pending_update_count": 0}


METHODS: dict[str, Callable[[Channel, HttpRequest], Any]] = {
    "sendMessage": _send_text,
    "sendPhoto": _send_file("photo"),
    "sendDocument": _send_file("document"),
    "getFile": _get_file,
    "getMe": _get_me,
    "setWebhook": _set_webhook,
    "getWebhookInfo": _get_webhook,
}
