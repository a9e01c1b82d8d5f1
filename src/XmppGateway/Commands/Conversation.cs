using XmppGateway.Abstractions;

namespace XmppGateway.Commands;

/// <summary>What one person and the gateway talk about: the dialogue that is open, and how much the gateway has said lately.</summary>
internal sealed class Conversation(DateTimeOffset now)
{
    /// <summary>How many answers may come at once, and how soon there is one more: no program that answers by itself gets a loop.</summary>
    private const double Burst = 30;

    private static readonly TimeSpan OneMore = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private double _allowed = Burst;
    private DateTimeOffset _countedAt = now;

    /// <summary>What is said is answered in order.</summary>
    public Turns Turns { get; } = new();

    /// <summary>The open dialogue; null when there is none.</summary>
    public Dialogue? Dialogue { get; private set; }

    /// <summary>Its open form.</summary>
    public ChatForm? Form { get; private set; }

    /// <summary>The language of the open dialogue: it stays the same.</summary>
    public string Language { get; private set; } = "";

    public DateTimeOffset UsedAt { get; set; } = now;

    /// <summary>Goes on with this dialogue; a form is opened for its question.</summary>
    public void Open(Dialogue dialogue, Step.Ask question, string language)
    {
        Dialogue = dialogue;
        Language = language;
        Form = new ChatForm(question.Form, language);
    }

    /// <summary>Nothing is open any more.</summary>
    public void Close()
    {
        Dialogue?.Cancel();
        Dialogue = null;
        Form = null;
    }

    /// <summary>True when one more answer may be given now. Thread-safe.</summary>
    public bool MayAnswer(DateTimeOffset now)
    {
        lock (_lock)
        {
            _allowed = Math.Min(Burst, _allowed + ((now - _countedAt) / OneMore));
            _countedAt = now;
            if (_allowed < 1)
            {
                return false;
            }

            _allowed--;
            return true;
        }
    }
}
