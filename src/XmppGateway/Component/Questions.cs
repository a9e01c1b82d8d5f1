using System.Collections.Concurrent;
using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Component;

/// <summary>
/// IQ requests that wait for their answers (RFC 6120 §8.2.3). An answer counts only when it comes from the address that was asked:
/// anybody can guess an id.
/// </summary>
internal sealed class Questions
{
    private readonly ConcurrentDictionary<string, Question> _open = new();
    private long _last;

    /// <summary>Chooses the id and begins to wait.</summary>
    public Task<Stanza?> Open(Stanza request, out string id)
    {
        id = "ask-" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        request.Id = id;
        var question = new Question(request.To, new TaskCompletionSource<Stanza?>(TaskCreationOptions.RunContinuationsAsynchronously));
        _open[id] = question;
        return question.Answer.Task;
    }

    /// <summary>Takes an answer; false when nobody waits for it.</summary>
    public bool TryAnswer(Stanza stanza)
    {
        if (stanza.Kind != StanzaKind.Iq || stanza.Id is null || !(stanza.Type is "result" or "error" || IsReflected(stanza))
            || !_open.TryGetValue(stanza.Id, out var question) || question.Asked != stanza.From)
        {
            return false;
        }

        return _open.TryRemove(stanza.Id, out question) && question.Answer.TrySetResult(stanza);
    }

    /// <summary>Gives up one question.</summary>
    public void Forget(string id)
    {
        if (_open.TryRemove(id, out var question))
        {
            question.Answer.TrySetResult(null);
        }
    }

    /// <summary>Gives up all: the stream has ended.</summary>
    public void ForgetAll()
    {
        foreach (var id in _open.Keys)
        {
            Forget(id);
        }
    }

    // COMPAT(ejabberd before 25.03): a request in a user's name to that user's own account comes back as itself, under our id. No client can
    // write such a stanza: it comes from a bare address.
    private static bool IsReflected(Stanza stanza) =>
        stanza.IsRequest && stanza.From is { Resource: null } && stanza.Payload(Privilege.Second + "privilege") is not null;

    private sealed record Question(Jid? Asked, TaskCompletionSource<Stanza?> Answer);
}
