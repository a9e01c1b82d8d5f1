"""One conversation per network through a running gateway, printed as the people see it, with the time that each hop took."""
import argparse
import asyncio
import email
import email.policy
import imaplib
import json
import logging
import smtplib
import ssl
import time
import urllib.parse
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

logging.basicConfig(level=logging.ERROR)  # before slixmpp, which warns that its string preparation is slow
import slixmpp  # noqa: E402

PATIENCE = 60  # a mail waits 15 s for more lines


class NotHeard(Exception):
    """Somebody did not get what was sent to them. No SystemExit: that would hang where a thread raises it."""


def heard(who, where, what, began):
    print(f"    {time.monotonic() - began:6.2f} s  {who} {where}: {what}", flush=True)


class Alice(slixmpp.ClientXMPP):
    """alice@localhost with an XMPP client."""

    def __init__(self, port, certificate):
        super().__init__("alice@localhost/try", "secret")
        self.ca_certs = certificate
        self.online, self.inbox = asyncio.Event(), asyncio.Queue()
        self.register_plugin("xep_0184")
        self["xep_0184"].auto_request = True
        self.receipts = asyncio.Queue()
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("message", self.inbox.put_nowait)
        self.add_event_handler("message_error", self.inbox.put_nowait)
        self.add_event_handler("receipt_received", self.receipts.put_nowait)
        self.connect("127.0.0.1", port)

    async def started(self, _):
        self.send_presence()
        self.online.set()

    def say(self, contact, text):
        print(f"\n  alice@localhost writes to {contact}: {text}", flush=True)
        self.send_message(mto=contact, mbody=text, mtype="chat")
        return time.monotonic()

    async def hears(self, began, wanted):
        while True:
            message = await asyncio.wait_for(self.inbox.get(), PATIENCE)
            if message["type"] == "error":
                raise NotHeard(f"alice got an error: {message['error']['condition']}: {message['error']['text']}")
            if wanted in message["body"]:
                return heard("alice", f"gets a chat message from {message['from'].bare}", message["body"].strip(), began)

    async def gets_receipt(self, began):
        await asyncio.wait_for(self.receipts.get(), PATIENCE)
        heard("alice", "gets the receipt", "accepted on the other side", began)


class Bob:
    """bob@example.test with a mail program."""

    def __init__(self, submission, imap, certificate):
        self.tls = ssl.create_default_context(cafile=certificate)
        self.submission = submission
        self.imap = imaplib.IMAP4("127.0.0.1", imap)
        self.imap.starttls(ssl_context=self.tls)
        self.imap.login("bob@example.test", "secret")

    def hears(self, text, began):
        while time.monotonic() - began < PATIENCE:
            self.imap.select("INBOX")
            _, found = self.imap.search(None, "ALL")
            for number in reversed(found[0].split()):
                _, data = self.imap.fetch(number, "(BODY.PEEK[])")
                mail = email.message_from_bytes(data[0][1], policy=email.policy.default)
                body = mail.get_body(("plain",))
                if body and text in body.get_content():
                    heard("bob", f"has a mail from {mail['From']}, subject '{mail['Subject']}'", body.get_content().strip(), began)
                    return mail
            time.sleep(0.02)
        raise NotHeard("bob never got the mail")

    def answers(self, mail, text):
        answer = EmailMessage()
        answer["From"], answer["To"], answer["Date"] = "bob@example.test", mail["From"], formatdate()
        answer["Subject"], answer["Message-ID"] = "Re: " + mail["Subject"], make_msgid(domain="example.test")
        answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
        answer.set_content(text)
        print(f"\n  bob@example.test answers {mail['From']}: {text}", flush=True)
        with smtplib.SMTP("127.0.0.1", self.submission) as smtp:
            smtp.starttls(context=self.tls)
            smtp.login("bob@example.test", "secret")
            began = time.monotonic()
            smtp.send_message(answer)
        return began


class Mia:
    """@mia:matrix.test with a Matrix client."""

    def __init__(self, port):
        self.base, self.token, self.since = f"http://127.0.0.1:{port}/_matrix/client/v3/", None, None
        identifier = {"type": "m.id.user", "user": "mia"}
        self.token = self.call("POST", "login", {"type": "m.login.password", "identifier": identifier, "password": "secret"})["access_token"]

    def call(self, method, path, content=None):
        request = urllib.request.Request(self.base + path, None if content is None else json.dumps(content).encode(), method=method)
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def hears(self, text, began):
        while time.monotonic() - began < PATIENCE:
            answer = self.call("GET", "sync?timeout=" + (f"5000&since={self.since}" if self.since else "0"))
            self.since = answer["next_batch"]
            for room in answer.get("rooms", {}).get("invite", {}):
                self.call("POST", f"rooms/{urllib.parse.quote(room)}/join", {})
                heard("mia", "accepts the invitation to", room, began)
            for room, content in answer.get("rooms", {}).get("join", {}).items():
                for event in content["timeline"]["events"]:
                    if event["type"] == "m.room.message" and text in event["content"].get("body", ""):
                        heard("mia", f"sees in Matrix a message of {event['sender']}", event["content"]["body"], began)
                        return room
        raise NotHeard("mia never got the message")

    def answers(self, room, text):
        print(f"\n  @mia:matrix.test answers in the room: {text}", flush=True)
        began = time.monotonic()
        self.call("PUT", f"rooms/{urllib.parse.quote(room)}/send/m.room.message/try{time.time_ns()}", {"msgtype": "m.text", "body": text})
        return began


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--first-port", type=int, required=True)
    options.add_argument("--state", required=True)
    options.add_argument("--matrix", action="store_true")
    options = options.parse_args()
    port = options.first_port

    alice = Alice(port + 222, f"{options.state}/prosody/tls/cert.pem")
    await asyncio.wait_for(alice.online.wait(), PATIENCE)
    run = f"(no. {int(time.time()) % 100000})"

    print("\nEmail", end="", flush=True)
    bob = await asyncio.to_thread(Bob, port + 587, port + 143, f"{options.state}/mail/tls/cert.pem")
    question = f"Hello Bob, do you get this? Grüße! {run}"
    began = alice.say("bob\\40example.test@mail.localhost", question)
    mail = await asyncio.to_thread(bob.hears, question, began)
    await alice.gets_receipt(began)
    answer = f"Yes, in my mailbox. Schöne Grüße! {run}"
    await alice.hears(await asyncio.to_thread(bob.answers, mail, answer), answer)

    if options.matrix:
        print("\nMatrix", end="", flush=True)
        mia = await asyncio.to_thread(Mia, port + 8)
        question = f"Hello Mia, do you get this? {run}"
        began = alice.say("\\40mia\\3amatrix.test@matrix.localhost", question)
        room = await asyncio.to_thread(mia.hears, question, began)
        await alice.gets_receipt(began)
        answer = f"Yes, in my Matrix client 🎉 {run}"
        await alice.hears(await asyncio.to_thread(mia.answers, room, answer), answer)
    await alice.disconnect()


try:
    asyncio.run(main())
except (NotHeard, TimeoutError) as failure:
    raise SystemExit(str(failure) or f"nothing was heard for {PATIENCE} s") from None
