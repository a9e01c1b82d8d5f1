using System.CommandLine;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Configuration;
using XmppGateway.Portals;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>
/// <c>portals list|add|remove</c>: which XMPP rooms are joined with rooms of networks. Only a running gateway can look into rooms: what is asked for is
/// left in the store, a running gateway does it within seconds, and <c>list</c> shows what became of it.
/// </summary>
internal static class PortalsCommand
{
    public static Command Create(AdapterCatalog catalog, Surroundings around) =>
        new(
            "portals",
            "Shows and changes which XMPP rooms are connected with rooms of networks, for example: xmpp-gateway portals add matrix garden@conference.example.org \"#garden:example.org\"")
        {
            List(catalog, around),
            Add(catalog, around),
            Remove(catalog, around),
        };

    private static Command List(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("list", "Lists the connected rooms, and what was asked for and is not done") { ConfigurationOption.Create() };
        StoreCommand.SetAction(command, catalog, around, async (options, store, _, cancellationToken) =>
        {
            foreach (var network in options.Networks)
            {
                foreach (var row in await store.PortalsAsync(network.Name, cancellationToken))
                {
                    var by = row.IsBridge ? "by an admin" : "by visitors";
                    await around.Output.WriteLineAsync($"{network.Name}: {row.Room}  {Line(row.RemoteId)}  {by}, {(row.IsOpen ? "in use" : "nobody is there")}");
                }

                foreach (var wish in await new PortalWishes(store).ListAsync(network.Name, cancellationToken))
                {
                    var what = wish.NetworkRoom is { } room ? $"add {Line(room)}" : "remove";
                    await around.Output.WriteLineAsync($"{network.Name}: {wish.Room}  {what}: {(wish.Answer is { } answer ? "refused. " + Line(answer) : "asked for")}");
                }
            }

            return ExitCode.Done;
        });
        return command.WithExample("portals list --config /etc/xmpp-gateway/gateway.json");
    }

    private static Command Add(AdapterCatalog catalog, Surroundings around)
    {
        var (network, room) = (Network(), Room());
        var remote = new Argument<string>("NETWORK-ROOM") { Description = "The room of the network, for example #garden:example.org; it must let the gateway in and give it power" };
        var command = new Command("add", "Connects an XMPP room, of which the gateway was made an admin, with a room of a network")
        {
            ConfigurationOption.Create(), network, room, remote,
        };
        StoreCommand.SetAction(command, catalog, around, async (options, store, parsed, cancellationToken) =>
        {
            if (await FindAsync(options, parsed.GetRequiredValue(network), parsed.GetRequiredValue(room), around) is not var (found, jid))
            {
                return ExitCode.Failed;
            }

            var typed = parsed.GetRequiredValue(remote);
            var rules = new PortalRules(options.Portals.Allow, options.Portals.Deny, () => options.Networks.Select(each => each.Link.Domain));
            var problem = !rules.MayBridge(jid) ? $"{jid} is no XMPP room that may be connected (see Portals:Deny)."
                : Adapter(found, options, store) is not (IVisitsRooms and IHostsRooms hosts) ? $"Rooms of {found.Name} cannot be connected."
                : hosts.ParseRoom(typed) is null ? $"{Line(typed)} is no room of {found.Name}."
                : (await store.PortalsAsync(found.Name, cancellationToken)).Any(row => row.Room == jid.ToString()) ? $"{jid} is connected already."
                : null;
            if (problem is not null)
            {
                await around.Error.WriteLineAsync(problem);
                return ExitCode.Failed;
            }

            await new PortalWishes(store).PutAsync(found.Name, new PortalWish(jid.ToString(), typed, null), cancellationToken);
            await around.Output.WriteLineAsync($"{jid} will be connected when the gateway runs and both rooms allow it; `portals list` shows it");
            return ExitCode.Done;
        });
        return command.WithExample("portals add matrix garden@conference.example.org \"#garden:example.org\" --config /etc/xmpp-gateway/gateway.json");
    }

    private static Command Remove(AdapterCatalog catalog, Surroundings around)
    {
        var (network, room) = (Network(), Room());
        var command = new Command("remove", "Disconnects an XMPP room; people on the other side are told. Also takes back what was asked for")
        {
            ConfigurationOption.Create(), network, room,
        };
        StoreCommand.SetAction(command, catalog, around, async (options, store, parsed, cancellationToken) =>
        {
            if (await FindAsync(options, parsed.GetRequiredValue(network), parsed.GetRequiredValue(room), around) is not var (found, jid))
            {
                return ExitCode.Failed;
            }

            var wishes = new PortalWishes(store);
            if ((await store.PortalsAsync(found.Name, cancellationToken)).Any(row => row.Room == jid.ToString()))
            {
                await wishes.PutAsync(found.Name, new PortalWish(jid.ToString(), null, null), cancellationToken);
                await around.Output.WriteLineAsync($"{jid} will be disconnected when the gateway runs");
                return ExitCode.Done;
            }

            if ((await wishes.ListAsync(found.Name, cancellationToken)).Any(wish => wish.Room == jid.ToString()))
            {
                await wishes.RemoveAsync(found.Name, jid.ToString(), cancellationToken);
                await around.Output.WriteLineAsync($"{jid} is not asked for any more");
                return ExitCode.Done;
            }

            await around.Error.WriteLineAsync($"{jid} is not connected.");
            return ExitCode.Failed;
        });
        return command.WithExample("portals remove matrix garden@conference.example.org --config /etc/xmpp-gateway/gateway.json");
    }

    private static Argument<string> Network() => new("NETWORK") { Description = "The name of the network in the configuration" };

    private static Argument<string> Room() => new("XMPP-ROOM") { Description = "The XMPP room, for example garden@conference.example.org" };

    private static async Task<(NetworkOptions Network, Jid Room)?> FindAsync(GatewayOptions options, string network, string room, Surroundings around)
    {
        if (options.Networks.FirstOrDefault(each => each.Name == network) is not { } found)
        {
            await around.Error.WriteLineAsync($"There is no network {Line(network)}; there are: {string.Join(", ", options.Networks.Select(each => each.Name))}.");
            return null;
        }

        if (Jid.TryParse(room, out var jid) && jid is { Local: not null, Resource: null })
        {
            return (found, jid);
        }

        await around.Error.WriteLineAsync($"{Line(room)} is no address of an XMPP room.");
        return null;
    }

    // Only its reading of addresses is used; it is never started.
    private static IAdapter Adapter(NetworkOptions network, GatewayOptions options, IStore store) =>
        network.Module.Create(AdapterContext.ForReading(network, options, store, TimeProvider.System));

    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
