using System.Text.Json.Serialization;

namespace XmppGateway.Translation;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredEvent))]
internal sealed partial class StoredEventContext : JsonSerializerContext;
