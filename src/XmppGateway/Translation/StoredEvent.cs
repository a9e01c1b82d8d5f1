using System.Text.Json.Serialization;

namespace XmppGateway.Translation;

/// <summary>
/// The form in which an event lies in the store. Flat, with short names, and read by every later version: a name is never reused
/// for something else.
/// </summary>
internal sealed class StoredEvent
{
    /// <summary>The version of the form; larger ones than this program knows are refused.</summary>
    [JsonPropertyName("v")]
    public int Version { get; set; }

    /// <summary>The case of the hierarchy.</summary>
    [JsonPropertyName("e")]
    public string? Case { get; set; }

    [JsonPropertyName("u")]
    public string? User { get; set; }

    [JsonPropertyName("c")]
    public string? Contact { get; set; }

    /// <summary>The spelling; absent when it equals the id.</summary>
    [JsonPropertyName("a")]
    public string? Address { get; set; }

    [JsonPropertyName("n")]
    public string? DisplayName { get; set; }

    /// <summary>Ticks in UTC.</summary>
    [JsonPropertyName("t")]
    public long Ticks { get; set; }

    /// <summary>The offset from UTC in minutes.</summary>
    [JsonPropertyName("o")]
    public int Offset { get; set; }

    [JsonPropertyName("b")]
    public string? Body { get; set; }

    [JsonPropertyName("k")]
    public int Kind { get; set; }

    /// <summary>Of an event of a room: who may read it later.</summary>
    [JsonPropertyName("au")]
    public int Audience { get; set; }

    [JsonPropertyName("s")]
    public string? Subject { get; set; }

    [JsonPropertyName("th")]
    public string? Thread { get; set; }

    /// <summary>The foreign id: of the message, or of the one that failed.</summary>
    [JsonPropertyName("i")]
    public string? Id { get; set; }

    /// <summary>Of a failure: nobody is told where the message is not known.</summary>
    [JsonPropertyName("ok")]
    public bool OnlyIfKnown { get; set; }

    [JsonPropertyName("r")]
    public string? ReplyTo { get; set; }

    /// <summary>The beginning of what is answered.</summary>
    [JsonPropertyName("rt")]
    public string? Answered { get; set; }

    /// <summary>The name of the failure condition.</summary>
    [JsonPropertyName("f")]
    public string? Condition { get; set; }

    [JsonPropertyName("w")]
    public string? Reason { get; set; }

    /// <summary>Of a retraction in a room: in how many stanzas the message was shown.</summary>
    [JsonPropertyName("st")]
    public int? Stanzas { get; set; }

    /// <summary>The reason in German; absent where it is the same as in English.</summary>
    [JsonPropertyName("wg")]
    public string? ReasonGerman { get; set; }

    /// <summary>The foreign id of the message that an edit, a retraction, reactions or a marker is about.</summary>
    [JsonPropertyName("g")]
    public string? Target { get; set; }

    /// <summary>True when the user did it elsewhere.</summary>
    [JsonPropertyName("by")]
    public bool ByUser { get; set; }

    [JsonPropertyName("em")]
    public IReadOnlyList<string>? Emoji { get; set; }

    [JsonPropertyName("at")]
    public IReadOnlyList<StoredFile>? Attachments { get; set; }

    /// <summary>What the gateway says about it: each in English, then in German.</summary>
    [JsonPropertyName("rk")]
    public IReadOnlyList<IReadOnlyList<string>>? Remarks { get; set; }

    /// <summary>The whole of which the message is a part.</summary>
    [JsonPropertyName("wh")]
    public StoredFile? Whole { get; set; }

    /// <summary>The structure of the body; absent for a text without any.</summary>
    [JsonPropertyName("bs")]
    public IReadOnlyList<StoredText>? Structure { get; set; }

    /// <summary>True when the contact is a room.</summary>
    [JsonPropertyName("rc")]
    public bool ContactIsRoom { get; set; }

    /// <summary>The id of the room in which it happened; for an invitation the room's address.</summary>
    [JsonPropertyName("rm")]
    public string? Room { get; set; }

    /// <summary>Whom a change in a room concerns.</summary>
    [JsonPropertyName("mb")]
    public StoredMember? Member { get; set; }

    /// <summary>What has become of them; or the address of a room's successor.</summary>
    [JsonPropertyName("pa")]
    public string? Passage { get; set; }

    /// <summary>Of an invitation: the user has wanted in before. Of the end of a room: its successor lets in those who are in it.</summary>
    [JsonPropertyName("aw")]
    public bool IsAwaited { get; set; }

    /// <summary>The id that the author's client gave its stanza.</summary>
    [JsonPropertyName("si")]
    public string? StanzaId { get; set; }

    /// <summary>When a room's subject was set, as ticks in UTC.</summary>
    [JsonPropertyName("sa")]
    public long? SubjectTicks { get; set; }
}
