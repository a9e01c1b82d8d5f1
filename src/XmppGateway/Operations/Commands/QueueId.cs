using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using XmppGateway.Storage;

namespace XmppGateway.Operations.Commands;

/// <summary>What <c>outbox list</c> calls an entry: the number of one that goes out, the reference of one that came in.</summary>
internal sealed record QueueId
{
    private QueueId(long? outgoing, string? incoming) => (Outgoing, Incoming) = (outgoing, incoming);

    public long? Outgoing { get; }

    public string? Incoming { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out QueueId? id)
    {
        id = text.StartsWith(InboxEntry.ReferencePrefix, StringComparison.Ordinal)
            ? text.Length == InboxEntry.ReferencePrefix.Length + InboxEntry.ReferenceLength ? new QueueId(null, text) : null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new QueueId(number, null) : null;
        return id is not null;
    }

    /// <summary>For the command line: null, with an error, when it is no id.</summary>
    public static QueueId? Read(ArgumentResult argument)
    {
        if (argument.Tokens is not [var token])
        {
            return null;
        }

        if (!TryParse(token.Value, out var id))
        {
            argument.AddError($"'{token.Value}' is no ID: take one from \"outbox list\".");
        }

        return id;
    }

    public override string ToString() => Incoming ?? Outgoing!.Value.ToString(CultureInfo.InvariantCulture);
}
