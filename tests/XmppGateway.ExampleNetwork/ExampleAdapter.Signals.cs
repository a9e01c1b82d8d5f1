using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork;

/// <summary>What counts only now, both ways: presence, typing, new profiles. Nothing here is stored, repeated or answered.</summary>
internal sealed partial class ExampleAdapter : ITakesSignals, IKnowsPresence
{
    /// <inheritdoc/>
    public async ValueTask TakeSignalAsync(UserSignal signal, CancellationToken cancellationToken)
    {
        var user = signal.User.ToString();
        await _network.TakeSignalAsync(
            signal switch
            {
                UserSignal.Presence { State: var state } => new Entry(Doing.Presence, user, "") { State = Word(state.Availability), Text = state.Status },
                UserSignal.Typing { Contact: var contact, State: var state } => new Entry(Doing.Typing, user, contact.Id.Value) { State = Word(state) },
                UserSignal.ProfileChanged { Profile: var profile } => new Entry(Doing.Profile, user, "")
                {
                    Text = profile.DisplayName,
                    Picture = profile.Avatar is { } avatar ? (await avatar.Open(cancellationToken))?.Content.ToArray() : null,
                },
                _ => throw new InvalidOperationException("Unknown signal."),
            },
            _context.Time,
            cancellationToken);

        static string Word(Enum value) => value.ToString().ToLowerInvariant();
    }

    /// <inheritdoc/>
    public PresenceState InitialPresenceOf(RemoteContact contact)
    {
        // Always the same: what the network knows better is told as a signal, also at the start of a tenure.
        return new PresenceState(Availability.Online);
    }

    private void TellPresences()
    {
        foreach (var person in _network.People)
        {
            SignalOf(person, null, person.Presence.Availability, null);
        }
    }

    // Of the network, for the engine. Returns at once.
    private void SignalOf(Person person, string? user, Availability? presence, ChatStateKind? typing)
    {
        var contact = ContactOf(person);
        if (presence is not null)
        {
            _context.Signal(new ContactSignal.Presence(contact, person.Presence));
        }
        else if (typing is { } state && Jid.TryParse(user, out var reader))
        {
            _context.Signal(new ContactSignal.Typing(contact, reader.Bare, state));
        }
        else
        {
            _context.Signal(new ContactSignal.ProfileChanged(contact));
        }
    }
}
