namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>Mails of our own writing, one for each thing that real mail does.</summary>
internal static class Fixtures
{
    public static IReadOnlyList<string> All => [Alternative, Bounce, Delay, Latin, Attachment, Headers];

    public const string Alternative = """
        From: "Bob B." <bob@example.com>
        To: Alice <alice@bridge.test>, undisclosed: a@b.example, C <c@d.example>;
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?Q?_aus_K=F6ln?=
        Message-ID: <one@example.com>
        In-Reply-To: <zero@bridge.test>
        References: <first@bridge.test>
         <zero@bridge.test>
        Date: Sun, 22 Nov 2026 03:04:05 +0100 (CET)
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="b1"

        A preamble that nobody sees.
        --b1
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Hallo =C3=A4 =
        und weiter
        --b1
        Content-Type: text/html; charset=utf-8

        <p>Hallo <b>anders</b></p>
        --b1--
        """;

    public const string Bounce = """
        From: Mail Delivery System <mailer-daemon@example.com>
        To: b+token@bridge.test
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="r"

        --r
        Content-Type: text/plain

        I am sorry.
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com
        Original-Envelope-Id: env-7

        Original-Recipient: rfc822; bob@example.com
        Final-Recipient: rfc822; bob@internal.example.com
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 <bob@internal.example.com>:
            User unknown

        Final-Recipient: rfc822;carol@example.com
        Action: delayed (will retry)
        Status: 4.4.1
        --r
        Content-Type: message/rfc822

        From: alice@bridge.test
        Message-ID: <sent-1@bridge.test>
        Subject: Hello

        Hello
        --r--
        """;

    public const string Delay = """
        From: mailer-daemon@example.com
        Subject: Delayed
        Content-Type: multipart/report; report-type=delivery-status; boundary="r"

        --r
        Content-Type: message/global-delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: utf-8; us\x{65}r@example.com
        Action: delayed
        Status: 4.0.0
        Diagnostic-Code: smtp; 451 4.3.2 Come back later
        --r
        Content-Type: text/rfc822-headers

        Message-ID: <sent-2@bridge.test>
        --r--
        """;

    public const string Latin = """
        From: =?unicode-1-1-utf-7?Q?J+APY-rg?= <joerg@example.com>
        Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=
        Content-Type: text/plain; charset=utf-7

        +AOQ- 1 +- 1
        """;

    public const string Attachment = """
        From: bob@example.com
        Subject: Files
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: text/html; charset=windows-1252

        <p>See <a href="https://example.com/x">here</a></p><ul><li>one<li>two</ul>
        --m
        Content-Type: application/pdf; name="old.pdf"
        Content-Disposition: attachment;
         filename*0*=utf-8''R%C3%A9su;
         filename*1="m.pdf"
        Content-Transfer-Encoding: base64

        SGVsbG8=
        --m
        Content-Type: message/rfc822

        Subject: Inner

        inside
        --m--
        """;

    public const string Headers = """
        From bob@example.com Sun Nov 22 03:04:05 2026
        Received: from a by b;
        	22 Nov 26 03:04 EST
        From: Pete (his
         comment) <@route.example:pete (x) @ silly . test>
        Cc: "Doe, Jane" <jane@example.com>, Doe, John <john@example.com>
        Subject : spaced
        Date: 22 Nov 26 03:04 EST
        X-Broken
        folded: without indentation
        List-Id: <list.example.com>

        Body
        """;
}
