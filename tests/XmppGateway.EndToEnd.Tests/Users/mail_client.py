"""A mailbox that a test drives: JSON objects, one a line, one answer each.
in:  {"do": "send", "to": .., "text": .., "subject"?, "message_id"?, "in_reply_to"?, "html"?, "files"?: [{"name", "type", "content", "cid"?}]}   -> {"accepted": true | false, "reply": ..}
     {"do": "raw", "to": .., "mail": .., "sender"?}  the mail as it is, to one or several (with spaces between), with "sender" as the reverse path (empty: the null sender)  -> the same
     {"do": "fetch"}                                                                -> {"mails": [..]}  what came since the last time
usage: mail_client.py ADDRESS PASSWORD SUBMISSION-PORT IMAP-PORT CERTIFICATE-FILE
"""
import base64
import email
import email.policy
import imaplib
import json
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid


def shown(part):
    """RFC 3676 section 4: lines that end in a space go on; one space in front protects what follows."""
    text = part.get_content().replace("\r\n", "\n")
    if (part["Content-Type"].params.get("format") or "").lower() != "flowed":
        return text
    result, goes_on = [], False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if goes_on:
            result[-1] += content
        else:
            result.append(">" * depth + (" " if depth and content else "") + content)
        goes_on = content.endswith(" ") and content != "-- "
    return "\n".join(result)


class Mailbox:
    def __init__(self, address, password, submission_port, imap_port, certificate):
        self.address, self.password = address, password
        self.submission_port, self.imap_port = int(submission_port), int(imap_port)
        self.tls = ssl.create_default_context(cafile=certificate)
        self.smtp = self.imap = None
        self.seen = 0

    def send(self, to, text, subject=None, message_id=None, in_reply_to=None, html=None, files=()):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Date"] = self.address, to, formatdate()
        mail["Subject"] = subject or text.splitlines()[0][:60]
        mail["Message-ID"] = message_id or make_msgid(domain="example.test")
        if in_reply_to:
            mail["In-Reply-To"] = mail["References"] = in_reply_to
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for file in files:
            maintype, subtype = file["type"].split("/")
            content = base64.b64decode(file["content"])
            if file.get("cid"):
                mail.get_payload()[-1].add_related(content, maintype, subtype, cid=f"<{file['cid']}>", disposition="inline", filename=file["name"])
            else:
                mail.add_attachment(content, maintype, subtype, filename=file["name"])
        return self.submit(lambda smtp: smtp.send_message(mail))

    def raw(self, to, mail, sender=None):
        content = mail.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        return self.submit(lambda smtp: smtp.sendmail(self.address if sender is None else sender, to.split(" "), content))

    def submit(self, hand_over):
        try:
            if self.smtp is not None and not self.listens():
                self.smtp = None
            if self.smtp is None:
                self.smtp = smtplib.SMTP("127.0.0.1", self.submission_port, timeout=20)
                self.smtp.starttls(context=self.tls)
                self.smtp.ehlo()
                if self.smtp.has_extn("auth"):  # a server that takes mail from outside has none
                    self.smtp.login(self.address, self.password)
            hand_over(self.smtp)
            return {"accepted": True, "reply": ""}
        except (OSError, smtplib.SMTPException) as error:
            self.smtp = None
            return {"accepted": False, "reply": str(error)}

    def listens(self):
        """Whether the connection that was kept still stands: Postfix may have been stopped since."""
        try:
            return self.smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

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
            "raw": data[0][1].decode("utf-8", "replace"),
            "return_path": (mail["Return-Path"] or "").strip().strip("<>"),
            "from": mail["From"].addresses[0].addr_spec if mail["From"] and mail["From"].addresses else "",
            "to": [a.addr_spec for a in mail["To"].addresses] if mail["To"] else [],
            "subject": mail["Subject"] or "",
            "message_id": (mail["Message-ID"] or "").strip(),
            "in_reply_to": (mail["In-Reply-To"] or "").strip(),
            "text": shown(body).split("\n-- \n")[0].strip() if body else "",
            "html": (html.get_content() if (html := mail.get_body(("html",))) else ""),
            "from_name": mail["From"].addresses[0].display_name if mail["From"] and mail["From"].addresses else "",
            "footer": shown(body).split("\n-- \n")[1].strip() if body and "\n-- \n" in shown(body) else "",
            "files": [
                {"name": part.get_filename() or "", "type": part.get_content_type(), "content": base64.b64encode(part.get_payload(decode=True)).decode()}
                for part in mail.walk() if part.get_filename()
            ],
            "defects": [type(d).__name__ for part in mail.walk() for d in part.defects],
        }


mailbox = Mailbox(*sys.argv[1:])
for line in sys.stdin:
    order = json.loads(line)
    action = {"send": mailbox.send, "raw": mailbox.raw, "fetch": mailbox.fetch}[order.pop("do")]
    print(json.dumps(action(**order)), flush=True)
