using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Safety;

/// <summary>What the gateway says above a mail, in the words of a chat.</summary>
internal static class MailRemarks
{
    /// <summary>Of each field: more would bury the mail.</summary>
    private const int MostNamed = 10;

    public static readonly LocalText AutomaticAnswer = new("(automatic answer)", "(automatische Antwort)");

    public static readonly LocalText Spam = new(
        "⚠ The mail server takes this mail for spam.", "⚠ Der Mailserver hält diese E-Mail für Spam.");

    /// <summary>The domain of From says that the mail is not from there.</summary>
    public static LocalText Forged(string address) => new(
        $"⚠ This mail may be forged: it says that it is from {address}, and the checks of that domain have failed.",
        $"⚠ Diese E-Mail ist vielleicht gefälscht: Sie gibt {address} als Absender an, und die Prüfungen dieser Domain sind fehlgeschlagen.");

    /// <summary>Mails of the contact were verified until now.</summary>
    public static LocalText NoLongerVerified(string address) => new(
        $"⚠ Earlier mails of {address} were verified, this one is not.",
        $"⚠ Frühere E-Mails von {address} waren bestätigt, diese ist es nicht.");

    /// <summary>The first mail of the contact is not verified.</summary>
    public static LocalText NotVerified(string address) => new(
        $"(not verified: nothing proves that this mail is from {address})",
        $"(nicht bestätigt: Nichts belegt, dass diese E-Mail von {address} ist)");

    /// <summary>The author wants answers elsewhere.</summary>
    public static LocalText AnswersGoTo(string address) => new($"(answers go to {address})", $"(Antworten gehen an {address})");

    /// <summary>A program answers too often.</summary>
    public static LocalText FellSilent(string address) => new(
        $"{address} keeps sending automatic answers. They are not shown for the next hour.",
        $"{address} sendet fortwährend automatische Antworten. Sie werden in der nächsten Stunde nicht angezeigt.");

    /// <summary>The contact wants no mails from the user.</summary>
    public static LocalText Stops(string address) => new(
        $"{address} asks for no more messages. Yours are not sent to them until they write to you again.",
        $"{address} möchte keine Nachrichten mehr bekommen. Ihre werden nicht zugestellt, bis Sie wieder eine von dort erhalten.");

    /// <summary>Who has written what comes by a list.</summary>
    public static LocalText WrittenBy(RemoteContact writer)
    {
        var who = writer.DisplayName is { } name ? $"{name} ({writer.Address})" : writer.Address;
        return new($"— written by {who}", $"— geschrieben von {who}");
    }

    /// <summary>What a member of a list says to a mail of it; nothing takes back what was said before.</summary>
    public static LocalText Reacted(IReadOnlyList<string> emoji) => emoji.Count == 0
        ? new("(took a reaction back)", "(hat eine Reaktion zurückgenommen)")
        : new($"(reacted with {string.Join(' ', emoji)})", $"(hat mit {string.Join(' ', emoji)} reagiert)");

    /// <summary>Who else has a mail that went to several people.</summary>
    public static LocalText Participants(IReadOnlyList<string> to, IReadOnlyList<string> cc)
    {
        return new(Words("To", "Cc", "more"), Words("An", "Kopie", "weitere"));

        string Words(string toWord, string ccWord, string more) => string.Join(
            ", ", new[] { Field(toWord, to, more), Field(ccWord, cc, more) }.Where(field => field.Length > 0));
    }

    private static string Field(string name, IReadOnlyList<string> all, string more) => all.Count == 0 ? ""
        : $"{name}: {string.Join(", ", all.Take(MostNamed))}" + (all.Count > MostNamed ? $", +{(all.Count - MostNamed).ToString(CultureInfo.InvariantCulture)} {more}" : "");

    /// <summary>Mail to a role of the domain.</summary>
    public static LocalText ForRole(string address) => new($"(to {address})", $"(an {address})");
}
