using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Commands;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>Looking for public rooms, for clients that can neither list nor search them.</summary>
internal sealed class FindRoomsCommand(RoomDirectory directory) : ICommand
{
    private const string Text = "text";

    public string Node => "find-rooms";

    public LocalText Title { get; } = new("Find public rooms", "Öffentliche Räume suchen");

    public LocalText Words { get; } = new("find rooms", "räume suchen");

    public Audience Audience => Audience.Users;

    public bool IsOffered(Caller caller) => caller.Network.Adapter is IHostsRooms;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var form = new Form(
            Title,
            null,
            [new FormField(Text, FieldKind.Text, RoomTexts.SearchFor) { Description = RoomTexts.SearchDescription, Required = true, Values = ["*"] }]);
        return ValueTask.FromResult<Step>(new Step.Ask(form, (answers, token) => FindAsync(caller, answers.Text(Text), token)) { IsLast = true });
    }

    private async ValueTask<Step> FindAsync(Caller caller, string text, CancellationToken cancellationToken) =>
        await directory.FindAsync(caller.Network, caller.User, text == "*" ? null : text, new ResultSetQuery(), cancellationToken) switch
        {
            DirectoryAnswer.Page { Rooms: { Count: > 0 } rooms } => new Step.Done(RoomTexts.Found(rooms.Count))
            {
                Table = new Table(
                    [
                        new("jid", RoomTexts.RoomAddress, IsJid: true), new("name", RoomTexts.RoomName), new("people", RoomTexts.People),
                        new("about", RoomTexts.About),
                    ],
                    [.. rooms.Select(RowOf)]),
            },
            DirectoryAnswer.Page => new Step.Done(RoomTexts.FoundNone),
            DirectoryAnswer.TooOften { Wait: var wait } => new Step.Failed(RoomTexts.TooManyLooks(wait), FailureCondition.ResourceConstraint),
            _ => new Step.Failed(RoomTexts.NoDirectory, FailureCondition.RemoteServerTimeout),
        };

    private static string[] RowOf(ListedRoom room) =>
    [
        room.Jid.ToString(),
        BodyText.CleanLine(room.State.Name ?? ""),
        room.State.MemberCount.ToString(CultureInfo.InvariantCulture),
        BodyText.Truncate(BodyText.CleanLine(room.State.Subject.Text), 200),
    ];
}
