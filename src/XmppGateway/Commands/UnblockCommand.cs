using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Protection;
using XmppGateway.Storage;

namespace XmppGateway.Commands;

/// <summary>Shows whom the user has blocked here, and ends what is chosen. What the user's own server has in its list is ended there.</summary>
internal sealed class UnblockCommand(IAddressBook addresses, Blocks blocks, Blocking blocking) : ICommand
{
    private const string Whom = "whom";
    private const int MaximumShown = 200;

    public string Node => "unblock";

    public LocalText Title { get; } = new("End blocks", "Blockierungen aufheben");

    public LocalText Words { get; } = new("unblock", "entsperren");

    public Audience Audience => Audience.Users;

    public async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var all = blocks.Of(caller.Network.Name, caller.User);
        var own = all.Where(b => !b.FromList).Take(MaximumShown).ToList();
        LocalText? listed = all.Count(b => !b.FromList) > MaximumShown ? BlockTexts.FirstBlocks(MaximumShown)
            : all.Any(b => b.FromList) ? BlockTexts.Listed
            : null;
        if (own.Count == 0)
        {
            return new Step.Done(listed ?? BlockTexts.NobodyBlocked);
        }

        var choices = new List<FieldChoice>();
        foreach (var block in own)
        {
            choices.Add(new FieldChoice(
                choices.Count.ToString(CultureInfo.InvariantCulture),
                block.IsOfEverybody ? BlockTexts.Everybody : LocalText.Same(BlockTexts.NameOf(await FindAsync(caller, block, cancellationToken)))));
        }

        var form = new Form(Title, listed, [new FormField(Whom, FieldKind.Choices, BlockTexts.HearAgainOf) { Choices = choices }]);
        return new Step.Ask(
            form,
            (answers, token) => EndAsync(caller, [.. answers.All(Whom).Select(i => own[int.Parse(i, CultureInfo.InvariantCulture)])], token))
        {
            IsLast = true,
        };
    }

    private async ValueTask<Step> EndAsync(Caller caller, IReadOnlyList<BlockRow> chosen, CancellationToken cancellationToken)
    {
        foreach (var block in chosen)
        {
            _ = block.IsOfEverybody
                ? await blocks.RemoveAsync(caller.Network.Name, caller.User, Blocks.Everybody, cancellationToken)
                : await blocking.UnblockAsync(caller.Network, caller.User, await FindAsync(caller, block, cancellationToken), cancellationToken);
        }

        return new Step.Done(chosen.Count == 0 ? RegistrationTexts.NothingChanged : BlockTexts.Ended(chosen.Count));
    }

    private async ValueTask<RemoteContact> FindAsync(Caller caller, BlockRow block, CancellationToken cancellationToken)
    {
        var id = new RemoteUserId(block.Contact);
        return await addresses.FindContactAsync(caller.Network, id, cancellationToken) ?? new RemoteContact(id, block.Contact);
    }
}
