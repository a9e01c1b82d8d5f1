using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>COMPAT(Amazon SES): bounces, complaints and deliveries told as JSON in the text of a mail.</summary>
internal static class NotificationJson
{
    private const int Longest = 256 * 1024;
    private const int MostRecipients = 1000;

    /// <summary>Null when the mail is no such notification.</summary>
    public static DeliveryReport? Read(MessageView mail)
    {
        var text = mail.Header("x-amz-sns-message-id") is null ? "" : mail.Root.Text.TrimStart();
        return text.StartsWith('{') && text.Length <= Longest && Parse(text) is { } notification ? Read(notification) : null;
    }

    private static DeliveryReport? Read(JsonElement notification)
    {
        // Raw delivery has the notification itself, the other form a string that holds it.
        if (Text(notification, "Message") is { Length: > 0 } inner)
        {
            return Parse(inner) is { } wrapped && Text(wrapped, "Message").Length == 0 ? Read(wrapped) : null;
        }

        var recipients = Text(notification, "notificationType") switch
        {
            "Bounce" => Recipients(notification, "bounce", "bouncedRecipients", "failed"),
            "Complaint" => Recipients(notification, "complaint", "complainedRecipients", ""),
            "Delivery" => Recipients(notification, "delivery", "recipients", "delivered"),
            _ => [],
        };
        var id = notification.TryGetProperty("mail", out var mail) ? Text(mail, "messageId") : "";
        return recipients.Count == 0 ? null : new DeliveryReport(recipients, id.Length > 0 ? id : null, null);
    }

    private static List<RecipientReport> Recipients(JsonElement notification, string part, string list, string action)
    {
        var found = new List<RecipientReport>();
        if (!notification.TryGetProperty(part, out var details) || details.ValueKind != JsonValueKind.Object
            || !details.TryGetProperty(list, out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        foreach (var entry in entries.EnumerateArray().Take(MostRecipients))
        {
            var plain = entry.ValueKind == JsonValueKind.String ? entry.GetString()! : Text(entry, "emailAddress");
            var words = plain.Length > 0 && entry.ValueKind == JsonValueKind.Object ? Text(entry, "diagnosticCode") : Text(details, "smtpResponse");
            var status = entry.ValueKind == JsonValueKind.Object ? FailureReasons.FindStatus(Text(entry, "status")) : "";
            found.Add(new RecipientReport(plain, action, status.Length > 0 ? status : FailureReasons.FindStatus(words), words));
        }

        return found;
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static JsonElement? Parse(string text)
    {
        // The transport folds long lines, also inside strings; what follows the value is a footer.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Replace("\n", "", StringComparison.Ordinal)));
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
