using System.CommandLine;
using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary><c>contacts</c>: who has whom as a contact.</summary>
internal static class ContactsCommand
{
    private const int Page = 500;
    private const int Usual = 1000;

    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var network = new Option<string?>("--network") { Description = "Only of this network", HelpName = "NAME" };
        var user = new Option<string?>("--user") { Description = "Only of this user", HelpName = "JID" };
        var limit = new Option<int>("--limit", "-n") { Description = "How many at most", HelpName = "COUNT", DefaultValueFactory = _ => Usual };
        var command = new Command("contacts", "Lists who has whom as a contact")
        {
            ConfigurationOption.Create(), network, user, limit,
        };
        StoreCommand.SetAction(command, catalog, around, async (options, store, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(user) is { } named && !Jid.TryParse(named, out _))
            {
                await around.Error.WriteLineAsync($"{TextTable.Clean(named)} is no JID.");
                return ExitCode.Misconfigured;
            }

            if (parsed.GetValue(network) is { } wanted && !options.Networks.Any(n => n.Name == wanted))
            {
                await around.Error.WriteLineAsync($"There is no network {TextTable.Clean(wanted)}; there are {string.Join(", ", options.Networks.Select(n => n.Name))}.");
                return ExitCode.Misconfigured;
            }

            var only = parsed.GetValue(user) is { } text ? Jid.Parse(text).Bare.ToString() : null;
            var most = Math.Max(1, parsed.GetValue(limit));
            var found = await FindAsync(store, parsed.GetValue(network), only, most + 1, cancellationToken);
            await around.Output.WriteAsync(await FormatAsync(options, store, [.. found.Take(most)], cancellationToken));
            if (found.Count > most)
            {
                await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"There are more than {most}: use --user, --network or --limit."));
            }

            return ExitCode.Done;
        });
        return command.WithExample("contacts --user alice@example.org --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<List<ContactRow>> FindAsync(
        IStore store, string? network, string? user, int limit, CancellationToken cancellationToken)
    {
        var found = new List<ContactRow>();
        var after = 0L;
        while (found.Count < limit && await store.ListContactsAsync(after, Page, cancellationToken) is { Count: > 0 } page)
        {
            after = page[^1].RowId;

            // The contact without a name is the gateway itself.
            found.AddRange(page.Where(row => row.RemoteId.Length > 0 && row.Network == (network ?? row.Network) && row.User == (user ?? row.User)));
        }

        return found[..Math.Min(found.Count, limit)];
    }

    private static async Task<string> FormatAsync(
        GatewayOptions options, IStore store, List<ContactRow> contacts, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return "nobody has a contact" + Environment.NewLine;
        }

        var domains = options.Networks.ToDictionary(n => n.Name, n => n.Link.Domain);
        List<string[]> rows = [["NETWORK", "USER", "CONTACT", "JID", "SUBSCRIPTION"]];
        foreach (var contact in contacts)
        {
            var identity = await store.FindIdentityAsync(contact.Network, contact.RemoteId, cancellationToken);
            rows.Add(
            [
                contact.Network,
                TextTable.Clean(contact.User),
                TextTable.Clean(identity?.Address ?? contact.RemoteId),
                domains.TryGetValue(contact.Network, out var domain) ? $"{contact.Localpart}@{domain}" : contact.Localpart,
                Subscription(contact),
            ]);
        }

        return TextTable.Format(rows);
    }

    // As the user's roster calls it, RFC 6121 §2.1.2.5.
    private static string Subscription(ContactRow contact) => (contact.UserSees, contact.ContactSees) switch
    {
        (true, ContactSubscription.Granted) => "both",
        (true, _) => "to",
        (false, ContactSubscription.Granted) => "from",
        (false, ContactSubscription.Requested) => "none, asked",
        _ => "none",
    };
}
