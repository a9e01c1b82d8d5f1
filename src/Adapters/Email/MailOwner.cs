using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email;

/// <summary>One who gets the mail of an address.</summary>
/// <param name="User">The user.</param>
/// <param name="Role">The address, when it is one of the domain's own and not the user's.</param>
/// <param name="About">The mail of the user's whose return path the address is.</param>
internal sealed record MailOwner(Jid User, string? Role = null, SentMail? About = null);
