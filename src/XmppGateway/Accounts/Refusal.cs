using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Accounts;

/// <summary>What those are told whom the operator does not let use the gateway.</summary>
internal static class Refusal
{
    public static readonly LocalText Text = new(
        "You are not allowed to use this gateway.", "Sie dürfen dieses Gateway nicht benutzen.");

    /// <summary>The error, with the operator's own words where there are some.</summary>
    public static StanzaError Of(string? operatorsText) =>
        StanzaError.Of(StanzaConditions.Forbidden, operatorsText is null ? Text : LocalText.Same(operatorsText));
}
