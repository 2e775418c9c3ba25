"""An IMAP server on loopback that knows one user's access token, and writes down what it is sent."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

REFUSAL = b'{"status":"401","schemes":"bearer","scope":"https://mail.example/"}'


class TokenServer(socketserver.ThreadingTCPServer):
    """Signs in whoever brings `token`; refuses others as Google and Microsoft do."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, token: str) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.token = token
        self.answers: list[bytes] = []  # what came in answer to each of our continuations, decoded

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: TokenServer

    def handle(self) -> None:
        self._say(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready")
        while line := self.rfile.readline():
            tag, command, *rest = line.split()
            match [command.upper(), *(word.upper() for word in rest)]:
                case [b"CAPABILITY"]:
                    self._say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", tag + b" OK done")
                case [b"AUTHENTICATE", b"XOAUTH2"]:
                    self._authenticate(tag)
                case [b"LOGOUT"]:
                    self._say(b"* BYE", tag + b" OK bye")
                    return
                case _:
                    self._say(tag + b" BAD unknown")

    def _authenticate(self, tag: bytes) -> None:
        if self._ask(b"").endswith(b"auth=Bearer " + self.server.token.encode() + b"\x01\x01"):
            self._say(tag + b" OK signed in")
            return
        self._ask(REFUSAL)
        self._say(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials")

    def _ask(self, challenge: bytes) -> bytes:
        self._say(b"+ " + base64.b64encode(challenge))
        answer = base64.b64decode(self.rfile.readline().strip())
        self.server.answers.append(answer)
        return answer

    def _say(self, *lines: bytes) -> None:
        for line in lines:
            self.wfile.write(line + b"\r\n")


@contextmanager
def token_server(token: str) -> Iterator[TokenServer]:
    """Run the server for a while."""
    with TokenServer(token) as server:
        thread: Any = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
