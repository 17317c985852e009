"""A database, a real mail server and a real webhook receiver on this machine."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from tests.records.conftest import database, english, new_database

__all__ = ["database", "english", "mail_server", "new_database", "webhook"]


class Mailbox:
    """Keeps what it is sent; refuses while `refusing`."""

    def __init__(self):
        self.mails, self.refusing = [], 0

    async def handle_DATA(self, server, session, envelope):
        from email import message_from_bytes, policy

        if self.refusing:
            self.refusing -= 1
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mail_server():
    """(address as an administrator gives it, mailbox)."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"mailto://127.0.0.1:{port}/?from=bongsu@example.org&to=bongsu@example.org&mode=insecure", box
    controller.stop()


class Receiver(ThreadingHTTPServer):
    """Keeps (headers, body) of every post; answers `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.posts, self.status, self.pause = [], 200, 0.0


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the sender was cut off in the middle: nothing was received
        self.server.posts.append((dict(self.headers), body))
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *told):
        """Says nothing."""


@pytest.fixture
def webhook():
    """(host and port, receiver)."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"127.0.0.1:{receiver.server_address[1]}", receiver
    receiver.shutdown()
    thread.join()
    receiver.server_close()


def content(body):
    """The JSON of a post."""
    return json.loads(body)
