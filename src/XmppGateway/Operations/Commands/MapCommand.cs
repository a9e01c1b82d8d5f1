using System.CommandLine;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Mapping;
using XmppGateway.Storage;
using JidEscaping = XmppGateway.Abstractions.JidEscaping;

namespace XmppGateway.Operations.Commands;

/// <summary><c>map ADDRESS</c>: who is who. Takes a foreign address or the JID of a foreign person; changes nothing.</summary>
internal static class MapCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var address = new Argument<string>("ADDRESS") { Description = "A foreign address, or the JID of a foreign person" };
        var command = new Command("map", "Shows the JID of a foreign address, or the foreign address behind a JID") { ConfigurationOption.Create(), address };
        StoreCommand.SetAction(command, catalog, around, async (options, store, parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(address);
            var found = 0;
            foreach (var network in options.Networks)
            {
                var line = Jid.TryParse(text, out var jid) && jid.Domain == network.Link.Domain
                    ? await ReadJidAsync(network, jid, options, store, cancellationToken)
                    : await ReadAddressAsync(network, text, options, store, cancellationToken);
                if (line is not null)
                {
                    found++;
                    await around.Output.WriteLineAsync($"{network.Name}: {line}");
                }
            }

            if (found > 0)
            {
                return ExitCode.Done;
            }

            await around.Error.WriteLineAsync("This is an address of no configured network.");
            return ExitCode.Failed;
        });
        return command.WithExample("map bob@example.com --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<string?> ReadJidAsync(
        NetworkOptions network, Jid jid, GatewayOptions options, IStore store, CancellationToken cancellationToken)
    {
        if (jid.Local is null)
        {
            return $"{jid.Domain} is the gateway itself";
        }

        if (await store.FindIdentityByLocalpartAsync(network.Name, jid.Local, cancellationToken) is { } identity)
        {
            return Describe(network, identity);
        }

        var adapter = Adapter(network, options, store);
        var contact = adapter.ParseAddress(JidEscaping.Unescape(jid.Local));
        return contact is not null && Localparts.Readable(adapter, network.Link.Domain, contact.Id) == jid.Local
            ? $"{jid.Bare} is {contact.Address} (not met yet)"
            : $"{jid.Bare} stands for nobody";
    }

    private static async Task<string?> ReadAddressAsync(
        NetworkOptions network, string text, GatewayOptions options, IStore store, CancellationToken cancellationToken)
    {
        var adapter = Adapter(network, options, store);
        if (adapter.ParseAddress(text) is not { } contact)
        {
            return null;
        }

        if (await store.FindIdentityAsync(network.Name, contact.Id.Value, cancellationToken) is { } identity)
        {
            return Describe(network, identity);
        }

        var localpart = Localparts.Readable(adapter, network.Link.Domain, contact.Id) ?? Localparts.Code(contact.Id, 0);
        return $"{localpart}@{network.Link.Domain} is {contact.Address} (not met yet)";
    }

    private static string Describe(NetworkOptions network, Identity identity) =>
        $"{identity.Localpart}@{network.Link.Domain} is {identity.Address}" +
        (identity.DisplayName is { } name ? $" ({string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c))})" : "");

    // Only its reading of addresses is used; it is never started.
    private static IAdapter Adapter(NetworkOptions network, GatewayOptions options, IStore store) =>
        network.Module.Create(AdapterContext.ForReading(network, options, store, TimeProvider.System));
}
