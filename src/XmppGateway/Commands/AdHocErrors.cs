using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>XEP-0050 §4.4: the errors, and when they are due.</summary>
internal static class AdHocErrors
{
    public static StanzaErrorException Unknown => new(StanzaError.Of(StanzaConditions.ItemNotFound, DialogueTexts.UnknownCommand));

    public static StanzaErrorException Busy => new(StanzaError.Of(StanzaConditions.ResourceConstraint, DialogueTexts.TooMany));

    public static StanzaErrorException SessionExpired => new(
        StanzaError.Of(StanzaConditions.NotAllowed) with { Detail = AdHocCommand.Condition("session-expired") });

    /// <summary>A <c>bad-request</c> of this kind.</summary>
    public static StanzaErrorException Of(string condition) => new(
        StanzaError.Of(StanzaConditions.BadRequest) with { Detail = AdHocCommand.Condition(condition) });

    /// <summary>The action of a request; <c>execute</c> where it says none.</summary>
    /// <exception cref="StanzaErrorException">It is none that the XEP has.</exception>
    public static string ActionOf(AdHocCommand request) => (request.Action ?? "execute") switch
    {
        var known and ("execute" or "next" or "prev" or "complete" or "cancel") => known,
        _ => throw Of("malformed-action"),
    };

    /// <summary>Any language gets an answer, in English if nothing else; but not what is no language tag (RFC 5646 §2.1).</summary>
    public static void CheckLocale(string? tag)
    {
        if (tag is { Length: > 0 } && (tag.Length > 64 || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            throw Of("bad-locale");
        }
    }

    /// <summary>Says no to those for whom the command is not.</summary>
    public static void CheckAudience(ICommand command, Caller caller)
    {
        if (!CommandRegistry.IsFor(command, caller))
        {
            // The table has one condition and one type for whoever may not, whatever they would need.
            var text = command.Audience == Audience.Users ? DialogueTexts.RegisterFirst : DialogueTexts.NotForYou;
            throw new StanzaErrorException(new StanzaError(StanzaConditions.Forbidden, StanzaErrorType.Cancel, text.English) { LocalText = text });
        }
    }
}
