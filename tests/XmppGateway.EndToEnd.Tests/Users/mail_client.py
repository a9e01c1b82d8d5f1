"""A mailbox that a test drives: JSON objects, one a line, one answer each.
in:  {"do": "send", "to": .., "text": .., "subject"?, "message_id"?, "in_reply_to"?}   -> {"accepted": true | false, "reply": ..}
     {"do": "fetch"}                                                                -> {"mails": [..]}  what came since the last time
usage: mail_client.py ADDRESS PASSWORD SUBMISSION-PORT IMAP-PORT CERTIFICATE-FILE
"""
import email
import email.policy
import imaplib
import json
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid


class Mailbox:
    def __init__(self, address, password, submission_port, imap_port, certificate):
        self.address, self.password = address, password
        self.submission_port, self.imap_port = int(submission_port), int(imap_port)
        self.tls = ssl.create_default_context(cafile=certificate)
        self.smtp = self.imap = None
        self.seen = 0

    def send(self, to, text, subject=None, message_id=None, in_reply_to=None):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Date"] = self.address, to, formatdate()
        mail["Subject"] = subject or text.splitlines()[0][:60]
        mail["Message-ID"] = message_id or make_msgid(domain="example.test")
        if in_reply_to:
            mail["In-Reply-To"] = mail["References"] = in_reply_to
        mail.set_content(text)
        try:
            if self.smtp is None:
                self.smtp = smtplib.SMTP("127.0.0.1", self.submission_port, timeout=20)
                self.smtp.starttls(context=self.tls)
                self.smtp.login(self.address, self.password)
            self.smtp.send_message(mail)
            return {"accepted": True, "reply": ""}
        except (OSError, smtplib.SMTPException) as error:
            self.smtp = None
            return {"accepted": False, "reply": str(error)}

    def fetch(self):
        try:
            if self.imap is None:
                self.imap = imaplib.IMAP4("127.0.0.1", self.imap_port)
                self.imap.starttls(ssl_context=self.tls)
                self.imap.login(self.address, self.password)
                self.imap.select("INBOX")
            self.imap.noop()
            _, found = self.imap.uid("search", None, f"UID {self.seen + 1}:*")
            uids = [int(uid) for uid in found[0].split() if int(uid) > self.seen]
            mails = [self.read(uid) for uid in uids]
            self.seen = max(uids, default=self.seen)
            return {"mails": mails}
        except (OSError, imaplib.IMAP4.error):
            self.imap = None
            return {"mails": []}

    def read(self, uid):
        _, data = self.imap.uid("fetch", str(uid), "(BODY.PEEK[])")
        mail = email.message_from_bytes(data[0][1], policy=email.policy.default)
        body = mail.get_body(("plain", "html"))
        return {
            "from": mail["From"].addresses[0].addr_spec if mail["From"] and mail["From"].addresses else "",
            "to": [a.addr_spec for a in mail["To"].addresses] if mail["To"] else [],
            "subject": mail["Subject"] or "",
            "message_id": (mail["Message-ID"] or "").strip(),
            "in_reply_to": (mail["In-Reply-To"] or "").strip(),
            "text": body.get_content().strip() if body else "",
            "defects": [type(d).__name__ for part in mail.walk() for d in part.defects],
        }


mailbox = Mailbox(*sys.argv[1:])
for line in sys.stdin:
    order = json.loads(line)
    action = {"send": mailbox.send, "fetch": mailbox.fetch}[order.pop("do")]
    print(json.dumps(action(**order)), flush=True)
