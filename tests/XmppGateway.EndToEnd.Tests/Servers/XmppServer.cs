namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>A server that knows alice, bob, carol and some more @localhost and lets mail, matrix and example.localhost attach.</summary>
public sealed record XmppServer(ServerScript Script, int ClientPort, int ComponentPort)
{
    public static XmppServer Prosody { get; } = new(new("prosody"), Ports.ProsodyClients, Ports.ProsodyComponents);

    public static XmppServer Ejabberd { get; } = new(new("ejabberd"), Ports.EjabberdClients, Ports.EjabberdComponents);

    public override string ToString() => Script.Name;
}
