using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email;

/// <summary>One mail as it came in, read once for all its recipients.</summary>
/// <param name="EnvelopeSender">The reverse path; empty for the null sender.</param>
internal sealed record IncomingMail(
    MessageView View, MailContent Content, RemoteContact Author, string EnvelopeSender, DateTimeOffset Arrived);
