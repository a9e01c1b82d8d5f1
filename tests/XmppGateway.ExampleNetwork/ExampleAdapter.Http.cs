using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Control;

namespace XmppGateway.ExampleNetwork;

/// <summary>
/// What a webhook is for other networks is here the control interface, over which a test speaks for the people of the network. The engine
/// owns the listener; requests may come before the start and after the stop.
/// </summary>
internal sealed partial class ExampleAdapter : IServesHttp
{
    /// <inheritdoc/>
    public string HttpListen => _options.Listen;

    /// <inheritdoc/>
    public Task HandleHttpAsync(HttpContext context) => new ControlInterface(_network, _context.Time).HandleAsync(context);
}
