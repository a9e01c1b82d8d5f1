namespace XmppGateway.EndToEnd.Tests.Servers;

/// <summary>A server that knows alice, bob, carol and some more @localhost and lets mail, matrix and example.localhost attach.</summary>
/// <param name="Script">Starts and stops it.</param>
/// <param name="ClientPort">For clients.</param>
/// <param name="ComponentPort">For components.</param>
/// <param name="FilesPort">Of the links that its upload service gives out. It takes 30 000 bytes.</param>
public sealed record XmppServer(ServerScript Script, int ClientPort, int ComponentPort, int FilesPort)
{
    public static XmppServer Prosody { get; } = new(new("prosody"), Ports.ProsodyClients, Ports.ProsodyComponents, Ports.ProsodyFiles);

    public static XmppServer Ejabberd { get; } = new(new("ejabberd"), Ports.EjabberdClients, Ports.EjabberdComponents, Ports.EjabberdFiles);

    public override string ToString() => Script.Name;
}
