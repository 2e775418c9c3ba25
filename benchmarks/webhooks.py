"""Measure webhooks: proven genuine, stored and acknowledged, through the real web server with two processes.

    python benchmarks/webhooks.py [WEBHOOKS]

Starts servers of its own, durable ones, in a temporary directory (benchmarks/form.py). Every request is signed and
written before the clock starts, so that the client costs next to nothing beside the server on the same cores. Budget:
600 a second over eight connections, and 15 ms at the 95th percentile.
"""

import hashlib
import hmac
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import form  # noqa: E402 -- beside this file

CONNECTIONS, PORT = 8, 8179
BUDGET_RATE, BUDGET_MS = 600, 15.0
APP_SECRET, NUMBER = "bench-app-secret", "106540352242922"
SEED = f"""
from tickets.models import Channel
Channel.add(kind="whatsapp", name="WhatsApp", config={{"phone_number_id": "{NUMBER}", "verify_token": "x"}},
    secrets={{"app_secret": "{APP_SECRET}", "access_token": "x"}})
"""
COUNT = "from channels_inbound.models import InboundPayload; print(InboundPayload.objects.count())"


def shell(code: str) -> str:
    """Return what a line of Python prints inside the product."""
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", code]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout


def webhook(n: int, pk: int) -> bytes:
    """Return the n-th webhook as an HTTP request."""
    sender = f"5190{n % 5000:07d}"
    message = {"from": sender, "id": f"wamid.bench{n}", "timestamp": "1700000000", "type": "text"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5115550100", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": f"Rosa {n}"}, "wa_id": sender}],
        "messages": [message | {"text": {"body": "La refrigeradora no enfría desde ayer. ¿Qué hago?"}}],
    }
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = f"POST /hooks/whatsapp/{pk}/ HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nContent-Type: application/json\r\n"
    head += f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def send(requests: list[bytes], taken: list[float], refused: list[str]) -> None:
    """Send requests one after the other over one connection; note how long each took, in milliseconds."""
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        for request in requests:
            begin = time.perf_counter()
            connection.sendall(request)
            answer = connection.recv(4096)
            while b"\r\n\r\n" not in answer:
                answer += connection.recv(4096)
            if answer.startswith(b"HTTP/1.1 200"):
                taken.append((time.perf_counter() - begin) * 1000)
            else:
                refused.append(answer.partition(b"\r\n")[0].decode())


def in_parallel(requests: list[bytes]) -> tuple[float, list[float]]:
    """Send everything over several connections; return how many a second were taken, and how long each took."""
    taken: list[float] = []
    refused: list[str] = []
    shares = [requests[start::CONNECTIONS] for start in range(CONNECTIONS)]
    threads = [threading.Thread(target=send, args=(share, taken, refused)) for share in shares]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        print(f"{len(refused)} refused: {refused[0]}")
    return len(taken) / (time.perf_counter() - begin), sorted(taken)


def main() -> None:
    """Print the figures beside the budget and beside what the same server needs for doing nothing."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    form.SEED += SEED
    form.PORT = PORT
    with tempfile.TemporaryDirectory(prefix="mesa-bench-") as directory, form.web_server(Path(directory)):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
        pk = int(shell("from tickets.models import Channel; print(Channel.objects.get(kind='whatsapp').pk)"))
        nothing = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n\r\n".encode()
        in_parallel([nothing] * 200)
        _rate, warm = in_parallel([webhook(n, pk) for n in range(400)])
        rows = {
            "nothing (/healthz)": in_parallel([nothing] * times),
            "webhook stored": in_parallel([webhook(400 + n, pk) for n in range(times)]),
        }
        stored = int(shell(COUNT))
    for name, (rate, taken) in rows.items():
        p95 = taken[int(len(taken) * 0.95)]
        print(f"{name:20} {rate:7.0f}/s   p50 {statistics.median(taken):6.1f} ms   p95 {p95:6.1f} ms")
    print(f"{'budget':20} {BUDGET_RATE:7}/s   {'':13} p95 {BUDGET_MS:6.1f} ms   ({CONNECTIONS} connections)")
    acknowledged = len(warm) + len(rows["webhook stored"][1])
    if stored < acknowledged:
        raise SystemExit(f"{stored} rows for {acknowledged} acknowledged webhooks")


if __name__ == "__main__":
    main()
