using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>
/// A conversation with the gateway: commands by their names, questions one after the other. For clients that have no commands, and for
/// people who write to the gateway by mistake. Bodies are neither logged nor kept.
/// </summary>
internal sealed class ChatHandler(
    Networks networks, CommandRegistry commands, Callers callers, TimeProvider time, ILogger<ChatHandler> logger) : IStanzaHandler
{
    private const int RecentPeople = 1024;

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly BoundedCache<(string Network, Jid User), Conversation> _conversations = new(RecentPeople);

    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => false;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza is { Kind: StanzaKind.Message, To.Local: null };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        // Only people get an answer: not errors, servers (no localpart), headlines (RFC 6121 §5.2.2).
        if (stanza is not { Type: not ("error" or "headline"), From: { Local: not null } from })
        {
            return;
        }

        var body = StanzaToEvent.BodyOf(stanza);
        if (Encryption.Of(stanza, body) == EncryptionKind.Text)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, ChatTexts.Encrypted));
        }

        if (body is null && !HasFile(stanza))
        {
            // Chat states, receipts, and what is done to a message that was said before.
            return;
        }

        if (stanza.Type == "groupchat")
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.FeatureNotImplemented, RefusalTexts.NotARoom));
        }

        var network = networks[link.Network];
        var conversation = Find(network, from.Bare);
        if (!conversation.MayAnswer(time.GetUtcNow())
            || conversation.Turns.TryRun(() => AnswerAsync(network, conversation, stanza, body?.Trim() ?? "", cancellationToken)) is not { } answering)
        {
            // No program answers an error (RFC 6120 §8.3.1), so this ends a loop, and a person knows.
            throw AdHocErrors.Busy;
        }

        await answering;
    }

    /// <summary>Goes on with a dialogue that began elsewhere: asks its open question.</summary>
    public async Task TakeOverAsync(Dialogue dialogue, CancellationToken cancellationToken)
    {
        var caller = dialogue.Caller;
        var conversation = Find(caller.Network, caller.User);
        var asking = conversation.Turns.TryRun(async () =>
        {
            conversation.Close();
            conversation.Open(dialogue, dialogue.Open!, caller.Language);
            conversation.UsedAt = time.GetUtcNow();
            return await SayAsync(caller, caller.Language, conversation.Form!.Question(), cancellationToken);
        }) ?? throw AdHocErrors.Busy;
        await asking;
    }

    private async Task<bool> AnswerAsync(
        Network network, Conversation conversation, Stanza stanza, string typed, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(network, stanza, cancellationToken);
        if (caller.Account.Settings.Receipts && Receipts.IsRequested(stanza))
        {
            await network.Link.SendAsync(Receipts.Answer(stanza, Guid.NewGuid().ToString("N")), cancellationToken);
        }

        var prefix = Forget(conversation);
        var talk = new ChatTalk(conversation, commands, time, logger);
        var (text, language) = await talk.AnswerAsync(caller, stanza.Lang is not null, typed, cancellationToken);
        return await SayAsync(caller, language, prefix is null ? text : prefix.In(language) + "\n" + text, cancellationToken);
    }

    private LocalText? Forget(Conversation conversation)
    {
        var now = time.GetUtcNow();
        var forgotten = conversation.Dialogue is not null && now - conversation.UsedAt >= Lasts;
        if (forgotten)
        {
            conversation.Close();
        }

        conversation.UsedAt = now;
        return forgotten ? ChatTexts.Forgotten : null;
    }

    private static async Task<bool> SayAsync(Caller caller, string language, string text, CancellationToken cancellationToken) =>
        await caller.Network.Link.SendAsync(
            new Stanza(StanzaKind.Message)
            {
                From = Jid.Parse(caller.Network.Link.Domain),
                To = caller.From,
                Type = "chat",
                Id = Guid.NewGuid().ToString("N"),
                Lang = language,
                Body = text,
            },
            cancellationToken);

    private static bool HasFile(Stanza stanza) => OutOfBand.FindAll(stanza).Any() || FileSharing.FindAll(stanza).Count > 0;

    private Conversation Find(Network network, Jid user)
    {
        lock (_lock)
        {
            if (!_conversations.TryGet((network.Name, user), out var found))
            {
                found = new Conversation(time.GetUtcNow());
                _conversations.Set((network.Name, user), found);
            }

            return found!;
        }
    }
}
