namespace XmppGateway.Tests.Adapters.Email.Semantics;

/// <summary>Notices of our own writing, one for each way in which mail systems say it without the report of RFC 3464.</summary>
internal static class BounceNotices
{
    public const string AddressAbove = """
        From: MAILER-DAEMON@mx.example
        To: alice@bridge.test
        Subject: failure notice

        We gave up on these:

        <bob@far.example>:
        192.0.2.7 said: 550 5.1.1 nobody of that name

        <eve@far.example>:
        192.0.2.7 said: 552 5.2.2 over quota

        --- Below this line is a copy of the message.

        Return-Path: <alice@bridge.test>
        Message-ID: <sent-9@bridge.test>
        To: <somebody@else.example>
        """;

    public const string AddressInFront = """
        From: Mailer Daemon <mailer-daemon@mx.example>
        Subject: Delivery status notification: error

        An error occurred for these recipients:

        bob@far.example: 450 4.2.1 come back later
        eve@far.example: 550 No such user
        """;

    public const string Labelled = """
        From: no-reply@phones.example
        Subject: =?utf-8?B?44Ko44Op44O8?=
        Content-Type: multipart/mixed; boundary=b

        --b

        Your mail could not be delivered to: <bob@phones.example>
        As their mailbox is full.
        --b
        Content-Type: message/rfc822

        Message-ID: <sent-9@bridge.test>

        x
        --b--
        """;

    public const string Transcript = """
        From: Mail Delivery Subsystem <postmaster@mx.example>
        Subject: Returned mail: Host unknown

           ----- Transcript of session follows -----
        >>> RCPT To:<bob@far.example>
        550 <bob@far.example>... Host unknown
           ----- Unsent message follows -----
        Received: by mx.example
        Message-ID: <sent-9@bridge.test>
        """;

    public const string OnlyTheMail = """
        From: postmaster@mx.example
        Subject: Undeliverable Message

        Message could not be delivered to mobile.

        Original Message:
        From: alice@bridge.test
        To: Bob <bob@phones.example>
        Message-ID: <sent-9@bridge.test>
        """;

    public const string FieldsInTheText = """
        From: mailer-daemon@mx.example
        Subject: Returned mail

        --boundary that no header announced
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; bob@far.example
        Action: failed
        Status: 5.4.7
        Diagnostic-Code: smtp; 450 4.7.1 try later
        """;

    public const string Late = """
        From: mailer-daemon@mx.example
        Subject: Warning: message delayed 24 hours

        A message is delayed. You do not need to resend it.

        <bob@far.example>:
        connection timed out
        """;

    public const string Json = """
        From: no-reply@notes.example
        Subject: Notification
        x-amz-sns-message-id: 1

        {"Type":"Notification","Message":"{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"bob@far.exam
        ple\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 nobody\"}]}}"}
        -- 
        To unsubscribe...
        """;

    public const string Complaint = """
        From: abuse@far.example
        Subject: complaint
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b

        A user complained.
        --b
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        Original-Rcpt-To: <bob@far.example>
        Original-Rcpt-To: <eve@far.example>
        --b
        Content-Type: message/rfc822

        Message-ID: <sent-9@bridge.test>

        x
        --b--
        """;

    public const string Talk = """
        From: Bob <bob@far.example>
        To: alice@bridge.test
        Subject: Re: Undelivered Mail Returned to Sender
        In-Reply-To: <sent-9@bridge.test>

        Did you see this? It could not be delivered to eve@far.example:
        550 5.1.1 User unknown

        -----Original Message-----
        Received: by mx.example
        """;

    public const string Forward = """
        From: Bob <bob@far.example>
        Subject: original as attachment
        Content-Type: multipart/mixed; boundary=b

        --b

        Please have a look at this one.
        --b
        Content-Type: message/rfc822

        Subject: Undelivered Mail Returned to Sender

        x
        --b--
        """;
}
