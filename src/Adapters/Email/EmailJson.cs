using System.Text.Json.Serialization;

namespace XmppGateway.Adapters.Email;

/// <summary>The form of the notes.</summary>
[JsonSerializable(typeof(Conversation))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class EmailJson : JsonSerializerContext;
