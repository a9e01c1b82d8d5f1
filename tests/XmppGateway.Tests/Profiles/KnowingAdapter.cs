using XmppGateway.Abstractions;
using XmppGateway.Tests.Presence;

namespace XmppGateway.Tests.Profiles;

/// <summary>A network that knows names and pictures, and takes those of users.</summary>
internal sealed class KnowingAdapter : SignallingAdapter, IKnowsProfiles
{
    public static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    /// <summary>SHA-1 of <see cref="Png"/>.</summary>
    public const string PngHash = "2834271da1c3a2d94833d6ce47a32d8750eaa290";

    private int _asked;
    private int _opened;

    public Func<RemoteContact, Profile?> OnAsk { get; set; } = _ => null;

    public int Asked => _asked;

    public int Opened => _opened;

    /// <summary>The network is not there for what users tell.</summary>
    public bool IsAway { get; set; }

    public override ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken) =>
        IsAway ? throw new IOException("away") : base.TakeSignalAsync(signal, cancellationToken);

    public Avatar AvatarOf(byte[] content, string id = "a1") => new(id, _ =>
    {
        Interlocked.Increment(ref _opened);
        return ValueTask.FromResult<Picture?>(new Picture(content, "image/anything"));
    });

    public ValueTask<Profile?> GetProfileAsync(RemoteContact contact, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return ValueTask.FromResult(OnAsk(contact));
    }
}
