using System.Text.Json.Serialization;
using XmppGateway.Abstractions;

namespace XmppGateway.Translation;

/// <summary>The form in which a description of a file lies in the store, beside the other names of <see cref="StoredEvent"/>.</summary>
internal sealed class StoredFile
{
    [JsonPropertyName("s")]
    public string? Source { get; set; }

    [JsonPropertyName("n")]
    public string? Name { get; set; }

    [JsonPropertyName("m")]
    public string? MediaType { get; set; }

    [JsonPropertyName("z")]
    public long? Size { get; set; }

    [JsonPropertyName("h")]
    public string? Sha256 { get; set; }

    [JsonPropertyName("x")]
    public int Width { get; set; }

    [JsonPropertyName("y")]
    public int Height { get; set; }

    /// <summary>Ticks.</summary>
    [JsonPropertyName("d")]
    public long? Duration { get; set; }

    [JsonPropertyName("t")]
    public StoredFile? Thumbnail { get; set; }

    [JsonPropertyName("a")]
    public string? Description { get; set; }

    [JsonPropertyName("v")]
    public bool IsVoice { get; set; }

    public static StoredFile Of(AttachedFile file) => new()
    {
        Source = file.Source,
        Name = file.Name,
        MediaType = file.MediaType,
        Size = file.Size,
        Sha256 = file.Sha256,
        Width = file.Dimensions?.Width ?? 0,
        Height = file.Dimensions?.Height ?? 0,
        Duration = file.Duration?.Ticks,
        Thumbnail = file.Thumbnail is null ? null : Of(file.Thumbnail),
        Description = file.Description,
        IsVoice = file.IsVoice,
    };

    public AttachedFile ToFile() => new(Source ?? "", Name ?? "", MediaType ?? "application/octet-stream")
    {
        Size = Size,
        Sha256 = Sha256,
        Dimensions = Width > 0 && Height > 0 ? (Width, Height) : null,
        Duration = Duration is { } ticks ? TimeSpan.FromTicks(ticks) : null,
        Thumbnail = Thumbnail?.ToFile(),
        Description = Description,
        IsVoice = IsVoice,
    };
}
