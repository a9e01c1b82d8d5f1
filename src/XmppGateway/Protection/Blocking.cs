using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// Blocks and reports. What a blocked contact writes is taken and not shown; the contact is not told, nor is the author of what comes
/// later. A network with blocks of its own is told once.
/// </summary>
internal sealed partial class Blocking(
    Blocks blocks, Strangers strangers, Audit audit, AdminMessages admins, Errands errands, RateLimits limits, ILogger<Blocking> logger)
{
    /// <summary>
    /// Why a user may not block so many contacts more, and report some of them; null when they may, which counts the reports. Each report is a
    /// message to every admin, and each block stays in memory.
    /// </summary>
    public LocalText? WhyNot(Network network, Jid user, int contacts, int reports) =>
        !blocks.HasRoom(network.Name, user, contacts) ? ProtectionTexts.TooManyBlocks
        : limits.TakeReports(network.Name, user, reports) is var wait && wait > TimeSpan.Zero ? ProtectionTexts.TooManyReports
        : null;

    /// <summary>The user wants to hear nothing of this contact. Durable when it returns; repeats are harmless.</summary>
    public Task BlockAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken) =>
        BlockAsync(network, user, contact, tell: true, cancellationToken);

    /// <summary>The user wants to hear of this contact again; false when they were not blocked.</summary>
    public async Task<bool> UnblockAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (!await blocks.RemoveAsync(network.Name, user, contact.Id.Value, cancellationToken))
        {
            return false;
        }

        TellNetwork(network, user, contact, blocked: false);
        return true;
    }

    /// <summary>
    /// The user reports a contact (XEP-0377): it goes to the audit log, the admins and the network, and the contact is blocked, as that
    /// specification has it. A spammer is not told that anybody read them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="user">Who reports.</param>
    /// <param name="contact">Whom.</param>
    /// <param name="reason"><c>spam</c> or <c>abuse</c>.</param>
    /// <param name="text">The user's own words, if any.</param>
    /// <param name="cancellationToken">Ends it half-way; it can be done again.</param>
    public async Task ReportAsync(
        Network network, Jid user, RemoteContact contact, string reason, string? text, CancellationToken cancellationToken)
    {
        var words = string.IsNullOrWhiteSpace(text) ? "" : BodyText.Truncate(BodyText.CleanLine(text), 400);
        var detail = words.Length == 0 ? reason : reason + ": " + words;
        await audit.WriteAsync(user, "report", $"{network.Name} {contact.Id.Value}", detail, cancellationToken);
        await BlockAsync(network, user, contact, tell: false, cancellationToken);
        errands.Add("tell the admins of a report", token => admins.SendAsync(network, Text(user, contact, detail), token));
        if (network.Adapter is ITakesBlocks powers)
        {
            errands.Add($"report a contact to {network.Name}", async token => Note(network, await powers.ReportAsync(user, contact, detail, token)));
        }
    }

    /// <summary>Passes a change of a block on to a network that has blocks of its own.</summary>
    public void TellNetwork(Network network, Jid user, RemoteContact contact, bool blocked)
    {
        if (network.Adapter is ITakesBlocks powers)
        {
            errands.Add(
                $"tell {network.Name} of a block", async token => Note(network, await powers.SetBlockedAsync(user, contact, blocked, token)));
        }
    }

    private async Task BlockAsync(Network network, Jid user, RemoteContact contact, bool tell, CancellationToken cancellationToken)
    {
        if (await blocks.AddAsync(network.Name, user, contact.Id.Value, fromList: false, cancellationToken))
        {
            TellNetwork(network, user, contact, blocked: true);
        }

        await strangers.DropAsync(network, user, contact, tell, cancellationToken);
    }

    private void Note(Network network, DeliveryResult result)
    {
        if (result is not DeliveryResult.Delivered)
        {
            Log.NotTaken(logger, network.Name, result.GetType().Name);
        }
    }

    private static LocalText Text(Jid user, RemoteContact contact, string detail) => new(
        $"{user} reports {BodyText.CleanLine(contact.Address)} for {detail}", $"{user} meldet {BodyText.CleanLine(contact.Address)} wegen {detail}");

    private static partial class Log
    {
        [LoggerMessage(2823, LogLevel.Warning, "{Network}: the network did not take a block or a report ({Result}); it holds here all the same")]
        public static partial void NotTaken(ILogger logger, string network, string result);
    }
}
