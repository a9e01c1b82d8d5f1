using System.CommandLine;
using System.Globalization;
using XmppGateway.Composition;

namespace XmppGateway.Operations.Commands;

/// <summary>
/// <c>outbox list|retry|drop</c>: what is on its way to a foreign network. A running gateway notices within seconds; one that does not
/// run, at its next start.
/// </summary>
internal static class OutboxCommand
{
    private const int MaxListed = 1000;

    public static Command Create(AdapterCatalog catalog, Surroundings around) =>
        new("outbox", "Shows and changes what is on its way to foreign networks")
        {
            List(catalog, around),
            Retry(catalog, around),
            Drop(catalog, around),
        };

    private static Command List(AdapterCatalog catalog, Surroundings around)
    {
        var command = new Command("list", "Lists what is on its way, oldest first") { ConfigurationOption.Create() };
        StoreCommand.SetAction(command, catalog, around, async (_, store, _, cancellationToken) =>
        {
            var entries = await store.ListOutgoingAsync(MaxListed, cancellationToken);
            await around.Output.WriteAsync(OutboxListing.Format(entries, around.Time.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Retry(AdapterCatalog catalog, Surroundings around)
    {
        var id = new Argument<long?>("ID") { Description = "Only this entry; all without it", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("retry", "Tries again now instead of later") { ConfigurationOption.Create(), id };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(id);
            var count = await store.RetryOutgoingAsync(only, cancellationToken);
            return await AnswerAsync(count, only, "due now", around);
        });
        return command;
    }

    private static Command Drop(AdapterCatalog catalog, Surroundings around)
    {
        var id = new Argument<long>("ID") { Description = "The entry, as list shows it" };
        var command = new Command("drop", "Gives an entry up; its sender is told") { ConfigurationOption.Create(), id };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            // Only the gateway can answer the sender: the entry is marked, and the gateway gives it back at its next look.
            var only = parsed.GetRequiredValue(id);
            var found = await store.DropOutgoingAsync(only, cancellationToken);
            return await AnswerAsync(found ? 1 : 0, only, "will be given back to its sender", around);
        });
        return command;
    }

    private static async Task<int> AnswerAsync(int count, long? only, string what, Surroundings around)
    {
        if (count == 0 && only is not null)
        {
            await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"There is no entry {only} on its way."));
            return ExitCode.Failed;
        }

        await around.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "entry" : "entries")} {what}"));
        return ExitCode.Done;
    }
}
