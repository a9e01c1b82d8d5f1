using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Presence;
using XmppGateway.Tests.Accounts;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>What users and their servers say about blocks (XEP-0191), to a gateway with its guards.</summary>
internal static class BlockRequests
{
    public const string Eve = "eve@evil.example";
    public static readonly Jid EveJid = Jid.Parse(@"eve\40evil.example@test.localhost");
    public static readonly Jid Gateway = Jid.Parse("test.localhost");
    public static readonly XNamespace BlockingNamespace = "urn:xmpp:blocking";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task ComeAsync(ProtectedGateway gateway) =>
        HandleAsync(gateway, new Stanza(StanzaKind.Presence) { From = ProtectedGateway.Phone, To = Gateway });

    /// <summary>As in the program, where the handler of presence is behind another.</summary>
    public static async Task HandleAsync(ProtectedGateway gateway, Stanza presence)
    {
        var settings = new DefaultSettings();
        var presences = new Presences(gateway.Store, gateway.Store, gateway.Addresses, settings, gateway.Time, gateway.Logger);
        presences.Add(gateway.Network);
        var handler = Watched(gateway, new RegisteredOnly(
            new PresenceHandler(gateway.Networks, gateway.Addresses, gateway.Store, presences, settings),
            gateway.Networks,
            new AccountSettings(gateway.Store, gateway.Time)));
        Assert.True(handler.Handles(presence));
        await handler.HandleAsync(presence, gateway.Link, Token);
    }

    public static IStanzaHandler Watched(ProtectedGateway gateway, IStanzaHandler handler) => gateway.Parts.Watch.Over([handler])[0];

    public static async Task<Stanza> AskAsync(ProtectedGateway gateway, Stanza request)
    {
        Assert.True(gateway.Parts.BlockingHandler.Handles(request));
        await gateway.Parts.BlockingHandler.HandleAsync(request, gateway.Link, Token);
        Stanza answer;
        do
        {
            answer = await gateway.NextStanzaAsync();
        }
        while (answer.Id != "b1");
        return answer;
    }

    public static Stanza Get() => Request("get", BlockingCommand.Get());

    public static Stanza Set(string what, params Jid[] jids) =>
        Request("set", new XElement(BlockingNamespace + what, jids.Select(j => new XElement(BlockingNamespace + "item", new XAttribute("jid", j.ToString())))));

    public static Stanza Request(string type, XElement payload) =>
        new(StanzaKind.Iq) { From = ProtectedGateway.Phone, To = Gateway, Id = "b1", Type = type, Payloads = { payload } };

    public sealed class ScriptedHandler(StanzaKind kind) : IStanzaHandler
    {
        public bool Handles(Stanza stanza) => stanza.Kind == kind;

        public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
