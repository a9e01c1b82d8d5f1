using XmppGateway.Abstractions;

namespace XmppGateway.Tests.Handlers;

/// <summary>A network whose addresses are <c>name@server</c>; the server is folded, and the name too unless it is told not to.</summary>
internal class FakeAdapter(bool foldsNames = true) : IAdapter, IDeclaresCapabilities
{
    public Capabilities Capabilities { get; set; } = Capabilities.PlainText;

    public NetworkDescription Description { get; } =
        new(
            "Email",
            "smtp",
            new("Email address", "E-Mail-Adresse"),
            new("Type an email address such as bob@example.com.", "Geben Sie eine E-Mail-Adresse wie bob@example.com ein."));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public RemoteContact? ParseAddress(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || at == text.Length - 1 || text[(at + 1)..].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '.' and not '-'))
        {
            return null;
        }

        var name = text[..at];
        return new RemoteContact(
            new RemoteUserId((foldsNames ? name.ToLowerInvariant() : name) + text[at..].ToLowerInvariant()), text);
    }

    public Capabilities CapabilitiesOf(RemoteContact contact) => Capabilities;

    public string ServerOf(RemoteContact contact) => contact.Id.Value[(contact.Id.Value.LastIndexOf('@') + 1)..];

    public ValueTask<DeliveryResult> SendAsync(Delivery delivery, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(null));
}
