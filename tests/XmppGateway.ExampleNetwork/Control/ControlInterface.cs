using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.ExampleNetwork.Control;

/// <summary>
/// Speaks for the people of the network over HTTP, and tells what they got. Requests and answers are JSON; README.md beside this project
/// lists them. Without a password, and therefore on this machine only.
/// </summary>
internal sealed class ControlInterface(ChatNetwork network, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public async Task HandleAsync(HttpContext context)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var status = (context.Request.Method, parts) switch
            {
                ("PUT", ["people", var name]) => await ChangeAsync<PersonCard>(context, name, Present),
                ("PUT", ["people", var name, "behaviour"]) => await ChangeAsync<Behaviour>(context, name, (person, how) => person.Behaviour = how),
                ("PUT", ["people", var name, "presence"]) => await ChangeAsync<PresenceState>(context, name, Appear),
                ("PUT", ["people", var name, "typing"]) => await ChangeAsync<TypingNotice>(context, name, Type),
                ("POST", ["people", var name, "events"]) => await HappenAsync(context, name),
                ("PUT", ["rooms", var name]) => await PutRoomAsync(context, name),
                ("POST", ["rooms", var name, "events"]) => await HappenInRoomAsync(context, name),
                ("PUT", ["files", var id]) => await PutFileAsync(context, id),
                ("GET", ["files", var id]) => await GetFileAsync(context, id),
                ("GET", ["journal"]) => await ReadAsync(context),
                ("PUT", ["away"]) => SetAway(true),
                ("DELETE", ["away"]) => SetAway(false),
                _ => StatusCodes.Status404NotFound,
            };
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = status;
            }
        }
        catch (JsonException wrong)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(wrong.Message, context.RequestAborted);
        }
    }

    private async Task<int> ChangeAsync<T>(HttpContext context, string name, Action<Person, T> change)
    {
        var what = await ControlJson.ReadAsync<T>(context);
        if (PersonName.Read(name) is not { } person)
        {
            return StatusCodes.Status400BadRequest;
        }

        change(network.PersonOf(person), what);
        return StatusCodes.Status204NoContent;
    }

    private void Present(Person person, PersonCard card)
    {
        person.Card = card;
        network.SignalListener?.Invoke(person, null, null, null);
    }

    private void Appear(Person person, PresenceState state)
    {
        person.Presence = state;
        network.SignalListener?.Invoke(person, null, state.Availability, null);
    }

    private void Type(Person person, TypingNotice notice) => network.SignalListener?.Invoke(person, notice.User, null, notice.State);

    private async Task<int> HappenAsync(HttpContext context, string name)
    {
        var happening = await ControlJson.ReadAsync<Happening>(context);
        if (PersonName.Read(name) is not { } person || happening.Id.Length == 0)
        {
            return StatusCodes.Status400BadRequest;
        }

        var at = happening.At == default ? time.GetUtcNow() : happening.At;
        return await network.HappenAsync(happening with { Person = person, At = at }, context.RequestAborted) switch
        {
            Handover.Taken => StatusCodes.Status204NoContent,
            Handover.TryAgain => StatusCodes.Status503ServiceUnavailable,
            Handover.NoSuchUser => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status403Forbidden,
        };
    }

    private async Task<int> PutRoomAsync(HttpContext context, string name)
    {
        var card = await ControlJson.ReadAsync<RoomCard>(context);
        if (network.Rooms.Make(name, card, time.GetUtcNow()) is not { } room)
        {
            return StatusCodes.Status400BadRequest;
        }

        return await network.Rooms.HandOverAsync(room, context.RequestAborted)
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status503ServiceUnavailable;
    }

    private async Task<int> HappenInRoomAsync(HttpContext context, string name)
    {
        var what = await ControlJson.ReadAsync<RoomHappening>(context);
        if (network.Rooms.Find("#" + name) is not { } room || what.Id.Length == 0 || PersonName.Read(what.By) is not { } person)
        {
            return StatusCodes.Status400BadRequest;
        }

        network.PersonOf(person);
        var at = what.At == default ? time.GetUtcNow() : what.At;
        if (network.DoInRoom(room, what with { By = person.Folded, At = at }) is not null)
        {
            return StatusCodes.Status403Forbidden;
        }

        return await network.Rooms.HandOverAsync(room, context.RequestAborted)
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status503ServiceUnavailable;
    }

    private async Task<int> PutFileAsync(HttpContext context, string id)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        network.Files.Put(new StoredFile(id, id, context.Request.ContentType ?? "application/octet-stream", copy.ToArray()));
        return StatusCodes.Status204NoContent;
    }

    private async Task<int> GetFileAsync(HttpContext context, string id)
    {
        if (network.Files.Find(id) is not { } file)
        {
            return StatusCodes.Status404NotFound;
        }

        context.Response.ContentType = file.MediaType;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
        return StatusCodes.Status200OK;
    }

    private async Task<int> ReadAsync(HttpContext context)
    {
        _ = long.TryParse(context.Request.Query["after"], out var after);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(LongestWait);
        IReadOnlyList<Entry> entries = [];
        try
        {
            entries = await network.Journal.ReadAsync(Math.Max(after, 0), patience.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Nothing came: an empty list, and the reader asks again.
        }

        await ControlJson.WriteAsync(context, entries);
        return StatusCodes.Status200OK;
    }

    private int SetAway(bool away)
    {
        network.IsAway = away;
        return StatusCodes.Status204NoContent;
    }

    private sealed record TypingNotice(string User, ChatStateKind State);
}
