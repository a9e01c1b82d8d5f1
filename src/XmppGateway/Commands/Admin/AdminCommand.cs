using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Commands.Admin;

/// <summary>What the commands of admins share. Each that changes something writes it into the audit log first.</summary>
internal abstract class AdminCommand(string node, LocalText title, LocalText words) : ICommand
{
    protected const string NetworkField = "network";

    private static readonly LocalText Administration = new("Administration", "Verwaltung");

    public string Node => node;

    public LocalText Title => title;

    public LocalText Words => words;

    public LocalText? Category => Administration;

    public Audience Audience => Audience.Admins;

    public virtual bool IsOffered(Caller caller) => true;

    public abstract ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>One question with one form.</summary>
    protected Step.Ask Ask(LocalText? instructions, IReadOnlyList<FormField> fields, Func<FormAnswers, CancellationToken, ValueTask<Step>> next) =>
        new(new Form(title, instructions, fields), next) { IsLast = true };

    protected static FormField ChooseNetwork(Networks networks, Caller caller) => new(NetworkField, FieldKind.Choice, new("Network", "Netz"))
    {
        Required = true,
        Values = [caller.Network.Name],
        Choices = [.. networks.All.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => new FieldChoice(n.Name, LocalText.Same(n.Name)))],
    };

    protected static Step.Done Table(LocalText text, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        new(text) { Table = new Table(columns, [.. rows]) };

    protected static TableColumn Column(string name, string english, string german, bool isJid = false) => new(name, new(english, german), isJid);

    protected static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    protected static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Days, hours, minutes and seconds, the first two that are not zero.</summary>
    protected static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Number((long)span.TotalSeconds) + " s",
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days} d {span.Hours} h"),
    };

    protected static string Line(string text) => BodyText.Truncate(BodyText.CleanLine(text), 200);
}
