using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Protection;

/// <summary>
/// Blocks and reports. What a blocked contact writes is taken and not shown; the contact is not told, nor is the author of what comes
/// later. A network with blocks of its own is told until it has taken it.
/// </summary>
internal sealed class Blocking(
    Blocks blocks, IBlockStore store, IErrandStore reports, StoredErrands errands, Strangers strangers, Audit audit, RateLimits limits)
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
    public async Task BlockAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        // Also of one that was there: whoever blocks again sees that the network has not.
        await AddAsync(network, user, contact, fromList: false, cancellationToken);
        await strangers.DropAsync(network, user, contact, tell: true, cancellationToken);
    }

    /// <summary>The same for one whom the user's server lists.</summary>
    public async Task BlockListedAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        if (!blocks.Has(network.Name, user, contact))
        {
            // First, as a block that is there is not looked at again after a crash; and again, for what came until it held.
            await strangers.DropAsync(network, user, contact, tell: true, cancellationToken);
            await AddAsync(network, user, contact, fromList: true, cancellationToken);
            await strangers.DropAsync(network, user, contact, tell: true, cancellationToken);
        }
    }

    /// <summary>The user wants to hear of this contact again; false when they were not blocked.</summary>
    public async Task<bool> UnblockAsync(Network network, Jid user, RemoteContact contact, CancellationToken cancellationToken)
    {
        var errand = errands.OfBlock(network, user, contact);
        if (!await blocks.RemoveAsync(network.Name, user, contact.Id.Value, errand, cancellationToken))
        {
            return false;
        }

        Begin(network, errand);
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
        var told = errands.OfReport(network, user, contact, detail);
        await audit.WriteAsync(
            user,
            "report",
            $"{network.Name} {contact.Id.Value}",
            detail,
            line => blocks.AddAsync(
                network.Name,
                user,
                contact.Id.Value,
                fromList: false,
                (block, token) => reports.AddReportAsync(line, block, told, token),
                cancellationToken));
        foreach (var errand in told)
        {
            errands.Begin(network, errand);
        }

        await strangers.DropAsync(network, user, contact, tell: false, cancellationToken);
    }

    private async Task AddAsync(Network network, Jid user, RemoteContact contact, bool fromList, CancellationToken cancellationToken)
    {
        var errand = errands.OfBlock(network, user, contact);
        await blocks.AddAsync(
            network.Name,
            user,
            contact.Id.Value,
            fromList,
            errand is null ? null : (block, token) => store.AddBlockAsync(block, errand, token),
            cancellationToken);
        Begin(network, errand);
    }

    private void Begin(Network network, ErrandRow? errand)
    {
        if (errand is not null)
        {
            errands.Begin(network, errand);
        }
    }
}
