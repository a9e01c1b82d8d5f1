using System.Text.Json.Serialization;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>Somebody who gets the mails of a group.</summary>
/// <param name="Id">The canonical address: whoever has it is this person.</param>
/// <param name="Address">As it is written in mails, by whomever: mail goes to it, because case may count before the @ (RFC 5321 §2.4).</param>
/// <param name="Name">What the mail called them, made harmless; null without a name.</param>
/// <param name="IsCopied">They stand in Cc, not in To.</param>
internal sealed record GroupPerson(string Id, string Address, string? Name = null, bool IsCopied = false)
{
    /// <summary>Since when they are in the group, in milliseconds since 1970.</summary>
    public long Since { get; init; }

    /// <summary>Who says that the address is written so.</summary>
    public GroupSpelling Spelling { get; init; }

    /// <summary>The same person as an author of something.</summary>
    [JsonIgnore]
    public RemoteContact Contact => Spelling == GroupSpelling.Unproven ? new(new(Id), Id) : new(new(Id), Address, Name) { IsProven = Spelling == GroupSpelling.Own };

    /// <summary>As a field of a mail names them.</summary>
    [JsonIgnore]
    public Mailbox Mailbox => new(Name, EmailAddress.TryParse(Address, out var address) ? ToMail.Spell(address) : Address);

    /// <summary>Without what is only for the eye, where a note has no room for it.</summary>
    [JsonIgnore]
    public GroupPerson Unnamed => this with { Name = null };

    /// <summary>The person of an address.</summary>
    public static GroupPerson Of(EmailAddress address, string? name, bool isCopied = false) =>
        new(address.Canonical, address.Text, ShownNames.Of(name, address), isCopied);
}
