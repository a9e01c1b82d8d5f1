using Microsoft.AspNetCore.Http;

namespace XmppGateway.Operations;

/// <summary>Who answers what comes in where.</summary>
/// <param name="Owner">For error messages: <c>Http:Listen</c>, or the network's name.</param>
/// <param name="Listen">Where: <c>http://127.0.0.1:8480</c>.</param>
/// <param name="Handle">Answers one request.</param>
internal sealed record HttpListener(string Owner, string Listen, RequestDelegate Handle);
