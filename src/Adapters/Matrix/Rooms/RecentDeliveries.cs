using System.Text.Json;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Events;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>Finds a delivery among the last messages of a ghost. Deliveries of a room are in order, so it is one of the newest.</summary>
internal static class RecentDeliveries
{
    // A message has twenty files at most, and a text.
    public const int Limit = 30;

    /// <summary>Only what the ghost itself has written.</summary>
    public static string Filter(string ghost) =>
        $"{{\"types\":[\"{EventTypes.Message}\",\"{Poll.Response}\",\"{Poll.UnstableResponse}\"],\"senders\":[\"{JsonEncodedText.Encode(ghost)}\"]}}";

    /// <summary>The event id of the delivery, or null.</summary>
    public static string? Find(MessagePage page, string deliveryId)
    {
        foreach (var element in page.Chunk ?? [])
        {
            if (element.Child("content").Text(MessageContent.DeliveryKey) == deliveryId)
            {
                return element.Text("event_id");
            }
        }

        return null;
    }
}
