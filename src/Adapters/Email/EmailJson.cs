using System.Text.Json.Serialization;

namespace XmppGateway.Adapters.Email;

/// <summary>The form of the notes.</summary>
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(Safety.AutomaticAllowance))]
[JsonSerializable(typeof(Safety.ReportAllowance))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Sending.SentNote))]
[JsonSerializable(typeof(Groups.Group))]
[JsonSerializable(typeof(Groups.GroupEntry))]
[JsonSerializable(typeof(Groups.GroupSending))]
[JsonSerializable(typeof(Groups.GroupRest))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class EmailJson : JsonSerializerContext;
