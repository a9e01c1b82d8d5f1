using System.CommandLine;
using System.Globalization;
using XmppGateway.Composition;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary><c>trace ID</c>: the life of one message, as far as the store remembers it.</summary>
internal static class TraceCommand
{
    private const int Most = 20;

    // Shorter ones are the beginning of too much.
    private const int Shortest = 6;

    public static Command Create(AdapterCatalog catalog, Surroundings around)
    {
        var id = new Argument<string>("ID")
        {
            Description = "Of the stanza or the foreign network (Message-ID, event), as the log or \"outbox list\" shows it; its beginning is enough",
        };
        var command = new Command("trace", "Shows the life of one message") { ConfigurationOption.Create(), id };
        StoreCommand.SetAction(command, catalog, around, async (_, store, parsed, cancellationToken) =>
        {
            var wanted = Understand(parsed.GetRequiredValue(id));
            if (wanted.Length < Shortest && !wanted.All(char.IsAsciiDigit))
            {
                await around.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"This is too short to find one message: at least {Shortest} characters."));
                return ExitCode.Misconfigured;
            }

            var found = await store.TraceAsync(wanted, Most, cancellationToken);
            if (found.Count == 0 && wanted.StartsWith(InboxEntry.ReferencePrefix, StringComparison.Ordinal))
            {
                // As it is called when put aside.
                found = await store.TraceAsync(wanted[InboxEntry.ReferencePrefix.Length..], Most, cancellationToken);
            }

            if (found.Count == 0)
            {
                await around.Error.WriteLineAsync("Nothing is known of it: it never came here, or it ended longer than Store:KeepDays ago.");
                return ExitCode.Failed;
            }

            await around.Output.WriteAsync(MessageTrace.Format(found, around.Time.GetUtcNow()));
            return ExitCode.Done;
        });
        return command.WithExample("trace 7f3k2m9q --config /etc/xmpp-gateway/gateway.json");
    }

    // As people copy them: a Message-ID with its brackets.
    private static string Understand(string id) => id.Trim().TrimStart('<').TrimEnd('>');
}
