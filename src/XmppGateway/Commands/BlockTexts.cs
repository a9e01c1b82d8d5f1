using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>What is said about blocks, and about people who wait for the user's word. Their names and addresses are untrusted text.</summary>
internal static class BlockTexts
{
    public static readonly LocalText WhatABlockIs = new(
        "You will neither hear nor see anything of this contact, who is not told.",
        "Sie hören und sehen nichts mehr von diesem Kontakt, der davon nichts erfährt.");

    public static readonly LocalText WhatAReportIs = new(
        "The admins and the network are told, and the contact is blocked.", "Die Verwaltung und das Netz erfahren davon, und der Kontakt wird blockiert.");

    public static readonly LocalText NobodyBlocked = new("You have blocked nobody.", "Sie haben niemanden blockiert.");

    public static readonly LocalText Listed = new(
        "Your own server's block list has contacts of this gateway; end those blocks there.",
        "Die Blockliste Ihres eigenen Servers enthält Kontakte dieses Gateways; heben Sie diese Blockierungen dort auf.");

    public static readonly LocalText Everybody = new("everybody of this network", "alle in diesem Netz");

    public static readonly LocalText HearAgainOf = new("Hear again of", "Wieder hören von");

    public static LocalText FirstOf(int shown) => new(
        $"These are the first {shown}; more come when they are answered.", $"Dies sind die ersten {shown}; weitere folgen, wenn sie beantwortet sind.");

    public static LocalText FirstBlocks(int shown) => new(
        $"These are the first {shown}; more come when some of them are ended.", $"Dies sind die ersten {shown}; weitere folgen, wenn einige davon aufgehoben sind.");

    public static readonly LocalText NobodyWaits = new("Nobody waits for your answer.", "Niemand wartet auf Ihre Antwort.");

    public static readonly LocalText WaitsNoMore = new("They do not wait any more. Nothing was changed.", "Hier wird nicht mehr gewartet. Es wurde nichts geändert.");

    public static readonly LocalText DeclineAll = new("Decline all who wait, also those not shown here", "Alle ablehnen, die warten, auch die hier nicht gezeigten");

    public static readonly LocalText AboutWhom = new("Who wants to write to you", "Wer Ihnen schreiben möchte");

    public static readonly LocalText YourAnswer = new("Your answer", "Ihre Antwort");

    public static LocalText Blocked(RemoteContact contact)
    {
        var name = NameOf(contact);
        return new($"{name} is blocked. The command unblock ends that.", $"{name} ist blockiert. Der Befehl entsperren hebt das auf.");
    }

    public static LocalText Ended(int count) => count == 1
        ? new("The block is ended.", "Die Blockierung ist aufgehoben.")
        : new(
            string.Create(CultureInfo.InvariantCulture, $"{count} blocks are ended."),
            string.Create(CultureInfo.InvariantCulture, $"{count} Blockierungen sind aufgehoben."));

    public static LocalText Waits(RemoteContact contact, long messages, DateTimeOffset since)
    {
        var (name, count) = (NameOf(contact), messages.ToString(CultureInfo.InvariantCulture));
        var day = since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new($"{name}: {count} since {day}", $"{name}: {count} seit {day}");
    }

    public static LocalText DeclinedAll(int strangers) => new(
        $"Declined: {strangers.ToString(CultureInfo.InvariantCulture)}. They are told.", $"Abgelehnt: {strangers.ToString(CultureInfo.InvariantCulture)}. Es wird mitgeteilt.");

    public static LocalText Begins(RemoteContact contact, string beginning)
    {
        var (name, text) = (NameOf(contact), beginning.Length == 0 ? "…" : beginning);
        return new($"{name} begins:\n\n{text}", $"{name} beginnt so:\n\n{text}");
    }

    /// <summary>In one line, with the address that cannot be chosen freely.</summary>
    public static string NameOf(RemoteContact contact)
    {
        var address = BodyText.Truncate(BodyText.CleanLine(contact.Address), 200);
        return contact.DisplayName is { } name && BodyText.CleanLine(name) is { Length: > 0 } clean && clean != address
            ? $"{BodyText.Truncate(clean, 100)} ({address})"
            : address;
    }
}
