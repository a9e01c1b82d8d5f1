using System.CommandLine;
using System.Globalization;
using XmppGateway.Composition;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>
/// <c>outbox list|retry|drop</c>: what is on its way to a foreign network, and what came from one and was put aside because the gateway
/// failed on it. A running gateway notices within seconds; one that does not run, at its next start.
/// </summary>
internal static class OutboxCommand
{
    private const int MaxListed = 1000;

    public static Command Create(AdapterCatalog catalog, Surroundings around) =>
        new("outbox", "Shows and changes what is on its way to foreign networks, and what was put aside on its way from them")
        {
            List(catalog, around),
            Retry(catalog, around),
            Drop(catalog, around),
        };

    private static Command List(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("list", "Lists what is on its way and what was put aside, oldest first") { ConfigurationOption.Create() };
        StoreCommand.SetAction(command, catalog, around, async (_, store, _, cancellationToken) =>
        {
            var outgoing = await store.ListOutgoingAsync(MaxListed, cancellationToken);
            var incoming = await store.ListSetAsideAsync(MaxListed, cancellationToken);
            await around.Output.WriteAsync(OutboxListing.Format(outgoing, incoming, around.Time.GetUtcNow()));
            if (outgoing.Count == MaxListed || incoming.Count == MaxListed)
            {
                await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Only the oldest {MaxListed} of each kind are listed; /metrics counts all of them."));
            }

            return ExitCode.Done;
        });
        return command.WithExample("outbox list --config /etc/xmpp-gateway/gateway.json");
    }

    private static Command Retry(AdapterCatalog catalog, Surroundings around)
    {
        var id = new Argument<QueueId?>("ID")
        {
            Description = "Only this entry; all without it",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = QueueId.Read,
        };
        var command = new Command("retry", "Tries again now instead of later, or what was put aside") { ConfigurationOption.Create(), id };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(id);
            var count = 0;
            if (only is null or { Outgoing: not null })
            {
                count += await store.RetryOutgoingAsync(only?.Outgoing, cancellationToken);
            }

            if (only is null or { Incoming: not null })
            {
                count += await store.AskForSetAsideAsync(only?.Incoming, SetAsideWish.Retry, cancellationToken);
            }

            return await AnswerAsync(count, only, "due now", around);
        });
        return command.WithExample("outbox retry 17 --config /etc/xmpp-gateway/gateway.json");
    }

    private static Command Drop(AdapterCatalog catalog, Surroundings around)
    {
        var id = new Argument<QueueId>("ID") { Description = "The entry, as list shows it", CustomParser = QueueId.Read };
        var command = new Command("drop", "Gives an entry up; its sender is told") { ConfigurationOption.Create(), id };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            // Only the gateway can tell the sender: the entry is marked, and the gateway gives it back or removes it at its next look.
            var only = parsed.GetRequiredValue(id);
            if (only.Outgoing is { } sequence)
            {
                var found = await store.DropOutgoingAsync(sequence, cancellationToken);
                return await AnswerAsync(found ? 1 : 0, only, "will be given back to its sender", around);
            }

            var count = await store.AskForSetAsideAsync(only.Incoming, SetAsideWish.Drop, cancellationToken);
            return await AnswerAsync(count, only, "will be removed; its sender is told unless that was done when it was put aside", around);
        });
        return command.WithExample("outbox drop 17 --config /etc/xmpp-gateway/gateway.json");
    }

    private static async Task<int> AnswerAsync(int count, QueueId? only, string what, Surroundings around)
    {
        if (count == 0 && only is not null)
        {
            await around.Error.WriteLineAsync(
                only.Incoming is null ? $"There is no entry {only} on its way." : $"No entry {only} was put aside.");
            return ExitCode.Failed;
        }

        await around.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "entry" : "entries")} {what}"));
        return ExitCode.Done;
    }
}
