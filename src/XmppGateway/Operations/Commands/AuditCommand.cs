using System.CommandLine;
using System.Globalization;
using XmppGateway.Composition;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary><c>audit</c>: what admins did and users reported, newest first.</summary>
internal static class AuditCommand
{
    private const int Usual = 100;

    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var limit = new Option<int>("--limit", "-n") { Description = "How many lines", HelpName = "COUNT", DefaultValueFactory = _ => Usual };
        var command = new Command("audit", "Shows what admins did and users reported, newest first") { ConfigurationOption.Create(), limit };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            var rows = await store.ReadAuditAsync(Math.Max(0, parsed.GetValue(limit)), cancellationToken);
            await around.Output.WriteAsync(string.Concat(rows.Select(Line)));
            return ExitCode.Done;
        });
        return command.WithExample("audit --limit 20 --config /etc/xmpp-gateway/gateway.json");
    }

    private static string Line(AuditRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {TextTable.Clean(row.Actor)}  {TextTable.Clean(row.Action)}  {TextTable.Clean(row.Target)}  {TextTable.Clean(row.Detail)}").TrimEnd() + Environment.NewLine;
}
