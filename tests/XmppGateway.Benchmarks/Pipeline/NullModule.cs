using System.Globalization;
using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;

namespace XmppGateway.Benchmarks.Pipeline;

/// <summary>A network that takes everything at once and never says anything: what is left is the gateway's own work.</summary>
internal sealed class NullModule : IAdapterModule
{
    public string Kind => "null";

    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) => [];

    public IAdapter Create(IAdapterContext context) => new NullAdapter();

    /// <summary>A room is a number of people: <c>#2500</c> has so many, <c>#2500-7</c> is another one with as many.</summary>
    private sealed class NullAdapter : IAdapter, IHostsRooms
    {
        public NetworkDescription Description { get; } = new("Nothing", "null", LocalText.Same("Address"), LocalText.Same("Type an address."));

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public RemoteContact? ParseAddress(string text) => text.StartsWith('#') ? null : new(new RemoteUserId(text), text);

        public RoomAddress? ParseRoom(string text) => text.StartsWith('#') ? new RoomAddress(text) : null;

        public ValueTask<RoomEntry> EnterAsync(RoomAddress room, Jid user, string nick, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomEntry>(new RoomEntry.Entered(StateOf(new RemoteRoomId(room.Value)), new RemoteUserId("@" + user)));

        public ValueTask<RoomAnswer> LeaveAsync(RemoteRoomId room, Jid user, string? reason, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomAnswer>(new RoomAnswer.Done());

        public ValueTask<RoomState?> GetStateAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomState?>(StateOf(room));

        public ValueTask<IReadOnlyList<RoomMember>?> GetMembersAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken)
        {
            var members = new List<RoomMember>();
            for (var i = 0; i < int.Parse(room.Value.Split('-')[0][1..], CultureInfo.InvariantCulture); i++)
            {
                var id = $"@member{i}:matrix.example.org";
                members.Add(new RoomMember(new RemoteContact(new RemoteUserId(id), id, $"Member {i}"), RoomRank.Guest));
            }

            return ValueTask.FromResult<IReadOnlyList<RoomMember>?>(members);
        }

        public ValueTask<IReadOnlyList<RoomMember>?> GetListedAsync(
            RemoteRoomId room, Jid user, RoomRank rank, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<RoomMember>?>([]);

        public RemoteUserId? IdentityOf(Jid user) => new RemoteUserId("@" + user.Bare);

        public Jid? UserOf(RemoteUserId identity) => Jid.TryParse(identity.Value[1..], out var user) && user.Local is not null ? user : null;

        public ValueTask<RoomHistory?> GetHistoryAsync(RemoteRoomId room, Jid user, string? before, int limit, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomHistory?>(new RoomHistory([], null));

        public ValueTask<RoomAudience> AudienceOfAsync(RemoteRoomId room, Jid user, CancellationToken cancellationToken) =>
            ValueTask.FromResult(RoomAudience.Everybody);

        public ValueTask<RoomAnswer> ChangeAsync(RemoteRoomId room, Jid user, RoomChange change, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomAnswer>(new RoomAnswer.Done());

        public ValueTask<RoomList?> ListAsync(Jid user, string? search, string? after, int limit, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RoomList?>(new RoomList([], null, 0));

        private static RoomState StateOf(RemoteRoomId room) => new() { Id = room, Address = new RoomAddress(room.Value) };

        public string ServerOf(RemoteContact contact) => "null";

        public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("null-" + delivery.Id)));
    }
}
