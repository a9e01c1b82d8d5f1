using System.Globalization;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>What the members of a room are. Pure.</summary>
/// <param name="Levels">Who may do what.</param>
/// <param name="Programs">Those that are programs, by user id.</param>
internal sealed record GroupRanks(PowerLevels Levels, IReadOnlySet<string> Programs)
{
    /// <summary>MSC4171, in use by bridges since long before: which members are no people.</summary>
    public const string ProgramsType = "io.element.functional_members";

    private const int MaxPrograms = 200;

    private static readonly RoomHat Creator = new("creator", new LocalText("Creator", "Gründer"));
    private static readonly RoomHat Program = new("bot", new LocalText("Bot", "Bot"));

    /// <summary>Those whom such an event names.</summary>
    public static IReadOnlySet<string> ReadPrograms(JsonElement content) =>
        content.Texts("service_members").Take(MaxPrograms).ToHashSet(StringComparer.Ordinal);

    /// <summary>Somebody who is in the room.</summary>
    public RoomMember MemberOf(RemoteContact who) =>
        new(who, Levels.RankOf(who.Id.Value), Levels.MaySpeak(who.Id.Value)) { Hats = [.. HatsOf(who.Id.Value)] };

    private IEnumerable<RoomHat> HatsOf(string user)
    {
        if (Levels.IsCreator(user))
        {
            yield return Creator;
        }
        else if (Levels.SpecialLevelOf(user) is { } level)
        {
            var number = level.ToString(CultureInfo.InvariantCulture);
            yield return new RoomHat("level-" + number, new LocalText("Power level " + number, "Berechtigungsstufe " + number));
        }

        if (Programs.Contains(user))
        {
            yield return Program;
        }
    }
}
