using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.AppService;

/// <summary>What the homeserver calls (application service API, "Homeserver -&gt; Application Service API").</summary>
internal sealed partial class AppServiceEndpoint(
    IAdapterContext context,
    TransactionReader transactions,
    Func<string, CancellationToken, Task<QueryResult>> queryUser,
    string hsToken,
    ILogger logger)
{
    /// <summary>A hundred events of 64 KiB, four times over for what the homeserver adds.</summary>
    public const int MaxBodyBytes = 32 * 1024 * 1024;

    private const string Base = "/_matrix/app/v1/";
    private readonly byte[] _hsTokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(hsToken));
    private long _wrongTokenReported;

    /// <summary>Takes the events of a transaction that came on a connection.</summary>
    public required Func<IReadOnlyList<Arrival>, string, CancellationToken, ValueTask<Acceptance>> Take { get; init; }

    /// <summary>Looks for a room of our namespace by its alias, and makes it where it may be.</summary>
    public Func<string, CancellationToken, Task<QueryResult>> FindRoom { get; init; } = (_, _) => Task.FromResult(QueryResult.Unknown);

    /// <summary>Answers lookups of users and rooms by their addresses on XMPP; null where there are none.</summary>
    public ThirdParty? ThirdParty { get; init; }

    /// <summary>Told the id of each transaction before its events are taken.</summary>
    public Action<string> Saw { get; init; } = _ => { };

    /// <summary>Takes what counts only now, after the events of the same transaction.</summary>
    public Func<IReadOnlyList<JsonElement>, CancellationToken, ValueTask> TakeEphemeral { get; init; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Called when a transaction was sent back: the homeserver will wait for long unless it is asked again.</summary>
    public Action SentBack { get; init; } = () => { };

    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var route = path.StartsWith(Base, StringComparison.Ordinal) ? path[Base.Length..].Split('/', 2) : [];
        await (route switch
        {
            ["transactions", { Length: > 0 } id] => WhenAllowedAsync(http, "PUT", http => TakeTransactionAsync(http, id)),
            ["ping"] => WhenAllowedAsync(http, "POST", () => AnswerAsync(http, 200)),
            ["users", { Length: > 0 } userId] => WhenAllowedAsync(http, "GET", http => FindUserAsync(http, userId)),
            ["rooms", { Length: > 0 } alias] => WhenAllowedAsync(http, "GET", http => FindRoomAsync(http, alias)),
            ["thirdparty", { Length: > 0 } what] => WhenAllowedAsync(http, "GET", http => LookUpAsync(http, what)),
            _ => AnswerAsync(http, 404, "M_UNRECOGNIZED", "No such endpoint."),
        });
    }

    private Task WhenAllowedAsync(HttpContext http, string method, Func<Task> handle) => WhenAllowedAsync(http, method, _ => handle());

    private Task WhenAllowedAsync(HttpContext http, string method, Func<HttpContext, Task> handle)
    {
        if (!HttpMethods.Equals(http.Request.Method, method))
        {
            return AnswerAsync(http, 405, "M_UNRECOGNIZED", "Not this method.");
        }

        const string Bearer = "Bearer ";
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AnswerAsync(http, 401, "M_MISSING_TOKEN", "Show the hs_token as Bearer token.");
        }

        // Hashes have one length, so that the comparison takes one time whatever was sent.
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Bearer.Length..].Trim()));
        if (!CryptographicOperations.FixedTimeEquals(shown, _hsTokenHash))
        {
            ReportWrongToken();
            return AnswerAsync(http, 403, "M_FORBIDDEN", "This is not the hs_token of the registration.");
        }

        return handle(http);
    }

    /// <summary>Not more than a line a minute, whoever knocks.</summary>
    private void ReportWrongToken()
    {
        var now = context.Time.GetUtcNow().UtcTicks;
        var last = Interlocked.Read(ref _wrongTokenReported);
        if (now - last >= TimeSpan.TicksPerMinute && Interlocked.CompareExchange(ref _wrongTokenReported, now, last) == last)
        {
            Log.WrongToken(logger, context.Network);
        }
    }

    /// <summary>
    /// Stored first, answered then. Repeats are recognised by event id alone: Synapse sends one event in several transactions (its issue
    /// 11447), and numbers its transactions from 1 again after a new start of its database, so that their ids prove nothing.
    /// </summary>
    private async Task TakeTransactionAsync(HttpContext http, string id)
    {
        if (await ReadBodyAsync(http) is not { } body)
        {
            await AnswerAsync(http, 413, "M_TOO_LARGE", "A transaction may have 32 MiB.");
            return;
        }

        IReadOnlyList<Arrival> arrivals;
        IReadOnlyList<JsonElement> ephemeral;
        try
        {
            (arrivals, var malformed, ephemeral) = transactions.Read(body);
            if (malformed > 0)
            {
                Log.Malformed(logger, context.Network, malformed);
            }
        }
        catch (JsonException)
        {
            Log.NoTransaction(logger, context.Network);
            await AnswerAsync(http, 400, "M_NOT_JSON", "The body is no transaction.");
            return;
        }

        Saw(id);
        if (arrivals.Count > 0 && await Take(arrivals, http.Connection.Id, http.RequestAborted) != Acceptance.Taken)
        {
            Log.SentBack(logger, context.Network, arrivals.Count);
            SentBack();
            await AnswerAsync(http, 503, "M_UNKNOWN", "Cannot store events now, try again.");
            return;
        }

        if (ephemeral.Count > 0)
        {
            await TakeEphemeral(ephemeral, http.RequestAborted);
        }

        await AnswerAsync(http, 200);
    }

    private async Task FindUserAsync(HttpContext http, string userId) => await (await queryUser(userId, http.RequestAborted) switch
    {
        QueryResult.Exists => AnswerAsync(http, 200),
        QueryResult.Unknown => AnswerAsync(http, 404, "M_NOT_FOUND", "No such user."),
        _ => AnswerAsync(http, 503, "M_UNKNOWN", "Cannot tell now, try again."),
    });

    private async Task FindRoomAsync(HttpContext http, string alias) => await (await FindRoom(alias, http.RequestAborted) switch
    {
        QueryResult.Exists => AnswerAsync(http, 200),
        QueryResult.Unknown => AnswerAsync(http, 404, "M_NOT_FOUND", "No such room."),
        _ => AnswerAsync(http, 503, "M_UNKNOWN", "Cannot tell now, try again."),
    });

    private async Task LookUpAsync(HttpContext http, string what)
    {
        if (ThirdParty is null || await ThirdParty.AnswerAsync(what, http.Request.Query, http.RequestAborted) is not { } found)
        {
            await AnswerAsync(http, 404, "M_NOT_FOUND", "No such network.");
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(found.ToJsonString(), http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The limit is kept here, with Matrix's own error.
            limit.MaxRequestBodySize = null;
        }

        if (http.Request.ContentLength > MaxBodyBytes)
        {
            return null;
        }

        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is var read and > 0)
        {
            if (body.Length + read > MaxBodyBytes)
            {
                return null;
            }

            await body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static Task AnswerAsync(HttpContext http, int status, string? errcode = null, string error = "")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            errcode is null ? "{}" : $$"""{"errcode":"{{errcode}}","error":"{{error}}"}""", http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "{Network}: somebody calls with a wrong hs_token. If it is the homeserver: give it the same "
            + "registration file and restart it")]
        public static partial void WrongToken(ILogger logger, string network);

        [LoggerMessage(4002, LogLevel.Warning, "{Network}: left out {Count} malformed events of a transaction")]
        public static partial void Malformed(ILogger logger, string network, int count);

        [LoggerMessage(4003, LogLevel.Error, "{Network}: refused a transaction that is not one (no JSON, or no array of events)")]
        public static partial void NoTransaction(ILogger logger, string network);

        [LoggerMessage(4004, LogLevel.Warning, "{Network}: sent back a transaction of {Count} events; they cannot be stored now")]
        public static partial void SentBack(ILogger logger, string network, int count);
    }
}
