"""A real Dovecot on loopback, thrown away after the test."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from tests.certificates import write_certificate

NOBODY = 65534
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
default_internal_user = {account}
default_login_user = {login_account}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ImapServer:
    """One mailbox, `desk` with the password `secret`, as a Maildir that tests may write to."""

    def __init__(self, program: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mesa-imap-", dir="/tmp"))
        self.port, self.tls_port = free_port(), free_port()
        self.certificate, self.key = write_certificate(self.home)
        self.uid = NOBODY if os.getuid() == 0 else os.getuid()
        self.gid = NOBODY if os.getuid() == 0 else os.getgid()
        self.home.chmod(0o755)
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.delivered = 0
        self._make_folder(self.inbox)

    @property
    def inbox(self) -> Path:
        """The Maildir of the mailbox."""
        return self.home / "mail" / "desk"

    def start(self) -> None:
        """Start and wait until it answers."""
        own = "root" if os.getuid() == 0 else _name(os.getuid())
        login = "nobody" if os.getuid() == 0 else own
        group = "root" if os.getuid() == 0 else _group(os.getgid())
        facts = {"home": self.home, "port": self.port, "tls_port": self.tls_port, "uid": self.uid, "gid": self.gid}
        facts |= {"certificate": self.certificate, "key": self.key}
        config = CONFIG.format(account=own, login_account=login, group=group, **facts)
        (self.home / "dovecot.conf").write_text(config)
        self.process = subprocess.Popen([self.program, "-F", "-c", self.home / "dovecot.conf"], start_new_session=True)
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.home / "log").read_text() if (self.home / "log").exists() else "no log")

    def stop(self) -> None:
        """Stop, keeping the mails."""
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def remove(self) -> None:
        """Leave nothing behind, and do not wait for a server that says goodbye to everybody."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)

    def deliver(self, raw: bytes) -> None:
        """Put a mail into the inbox, as a delivery agent does."""
        self.delivered += 1
        target = self.inbox / "new" / f"{1_700_000_000 + self.delivered}.M{self.delivered}P1.test"
        target.write_bytes(raw)
        os.chown(target, self.uid, self.gid)

    def make_folder(self, name: str) -> None:
        """Make another folder."""
        self._make_folder(self.inbox / f".{name}")

    def change_uid_validity(self) -> None:
        """Number everything anew, as after a restore or a move to another machine."""
        self.stop()
        uidlist = self.inbox / "dovecot-uidlist"
        text = uidlist.read_text()
        uidlist.write_text(re.sub(r"V(\d+)", lambda m: f"V{int(m[1]) + 1000}", text, count=1))
        for index in self.inbox.glob("dovecot.index*"):
            index.unlink()
        self.start()

    def flags(self) -> list[str]:
        """Return the flags of every mail in the inbox, as the names of the files carry them."""
        files = [*(self.inbox / "cur").iterdir(), *(self.inbox / "new").iterdir()]
        return sorted(file.name.partition(":2,")[2] for file in files)

    def count(self, folder: str = "") -> int:
        """Return how many mails a folder holds."""
        place = self.inbox / f".{folder}" if folder else self.inbox
        return sum(1 for part in ("cur", "new") for _file in (place / part).iterdir())

    def _make_folder(self, path: Path) -> None:
        for part in ("cur", "new", "tmp"):
            (path / part).mkdir(parents=True)
        for place in (self.home / "mail", path, *path.iterdir()):
            os.chown(place, self.uid, self.gid)


def _name(uid: int) -> str:
    import pwd  # noqa: PLC0415 -- only where accounts matter

    return pwd.getpwuid(uid).pw_name


def _group(gid: int) -> str:
    import grp  # noqa: PLC0415 -- only where accounts matter

    return grp.getgrgid(gid).gr_name


class Cutter:
    """A wire between us and the server that breaks after so many bytes of answers."""

    def __init__(self, port: int, after: int) -> None:
        self.target, self.left = port, after
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take the wire away."""
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._pump, args=(client, server), kwargs={"counts": False}, daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client), kwargs={"counts": True}, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, *, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(256):
                self.left -= len(data) if counts else 0
                if self.left < 0:
                    break
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
