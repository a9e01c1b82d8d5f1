using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork;
using XmppGateway.ExampleNetwork.Chat;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Example;

/// <summary>The foreign side of the example: its network, with a few people on it.</summary>
internal sealed partial class ExampleContractFixture : IAdapterFixture, IChangesFixture, IPeopleFixture, IPresenceFixture, IMediaFixture, ILoginFixture
{
    /// <summary>Of this only the id is handed over: so the contract is tested with both kinds of arrivals.</summary>
    private const string Second = "second";

    private readonly ChatNetwork _network = new();

    public ExampleContractFixture() => Module = new ExampleModule(_network);

    public IAdapterModule Module { get; }

    public TimeProvider Time { get; } = new ManualTimeProvider();

    public string Contact => "bob";

    public IReadOnlyList<string> Spellings => ["Bob", " bob ", "@bob", "BOB"];

    public IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["Domain"] = "example.localhost", ["Listen"] = "http://127.0.0.1:15031" };

    public int Contacts => _network.Calls;

    public IReadOnlyList<string> Taken => [.. _network.Journal.Entries.Where(entry => entry.Kind == Doing.Message).Select(entry => entry.Id!)];

    public IReadOnlyList<(string Kind, string Target)> Changes =>
        [.. _network.Journal.Entries.Where(entry => entry is { Kind: not (Doing.Message or Doing.Failure), Target: not null })
            .Select(entry => (entry.Kind.ToString(), entry.Target!))];

    public string Nobody => "nobody";

    public string SearchedFor => "bo";

    public int Found => 3;

    public Task StartPeerAsync(string folder, CancellationToken cancellationToken)
    {
        _network.IsAway = false;
        foreach (var name in (string[])["bob", "bobby", "carlo", "rambo"])
        {
            var person = _network.PersonOf(PersonName.Read(name)!.Value);
            person.Card = new PersonCard { DisplayName = $"The {name}", Picture = "face", Contacts = ["bobby", "carlo", "gone-since"] };
        }

        MakeRooms();
        _network.Files.Put(new StoredFile("face", "face", "image/png", [1, 2, 3]));
        return Task.CompletedTask;
    }

    public Task StopPeerAsync()
    {
        _network.IsAway = true;
        return Task.CompletedTask;
    }

    public void Hang() => _network.PersonOf(PersonName.Read(Contact)!.Value).Behaviour = new Behaviour { DelayMilliseconds = -1 };

    public Task<bool> HandOverAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken) =>
        HappenAsync(new Happening { Id = id, Text = body, Withheld = id == Second }, cancellationToken);

    public Task<bool> HandOverChangeAsync(IAdapter adapter, string id, string kind, string target, CancellationToken cancellationToken) => HappenAsync(
        new Happening { Id = id, Kind = Enum.Parse<Doing>(kind), Target = target, Text = "new text", Emoji = ["\u2764\uFE0F"] }, cancellationToken);

    public Task FallIdleAsync(IAdapter adapter, CancellationToken cancellationToken)
    {
        var person = _network.PersonOf(PersonName.Read(Contact)!.Value);
        person.Presence = new PresenceState(Availability.Away, IdleSince: Time.GetUtcNow().AddMinutes(-1));
        _network.SignalListener!(person, null, Availability.Away, null);
        return Task.CompletedTask;
    }

    public Task<bool> HandOverFileAsync(IAdapter adapter, string id, string name, byte[] content, CancellationToken cancellationToken)
    {
        _network.Files.Put(new StoredFile(id, name, "image/png", content));
        return HappenAsync(new Happening { Id = id, Files = [new HappeningFile(name) { Id = id }] }, cancellationToken);
    }

    public FormAnswers Answer(Form form, bool right)
    {
        var answers = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var field in form.Fields)
        {
            answers[field.Name] = field.Name switch
            {
                "account" => [right ? "bob" : "nobody"],
                "way" => ["app"],
                "code" => [right ? _network.Journal.Entries.Last(entry => entry.Kind == Doing.Code).Text! : "wrong"],
                _ => throw new InvalidOperationException($"The form has a field that nobody here knows: {field.Name}."),
            };
        }

        return new FormAnswers(answers);
    }

    public ValueTask DisposeAsync()
    {
        _network.Rooms.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> HappenAsync(Happening happening, CancellationToken cancellationToken)
    {
        var handover = await _network.HappenAsync(
            happening with { Person = PersonName.Read(Contact)!.Value, User = AdapterUnderTest.Alice.ToString(), At = Time.GetUtcNow() }, cancellationToken);
        Assert.Contains(handover, (Handover[])[Handover.Taken, Handover.TryAgain]);
        return handover == Handover.Taken;
    }
}
