using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>A file that is on the homeserver.</summary>
internal sealed record UploadNote(string Uri, string MediaType, long Size);

/// <summary>
/// Files of deliveries that are under way: `upload/DELIVERY HASH`, with a hash of where the file was. An attempt that follows uploads none of them
/// again. They go when the delivery is at its end.
/// </summary>
internal sealed class UploadNotes(IAdapterState state)
{
    public async ValueTask<UploadNote?> FindAsync(string deliveryId, AttachedFile file, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(deliveryId, file), cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, MatrixJson.Default.UploadNote)
            : null;

    public ValueTask SetAsync(string deliveryId, AttachedFile file, UploadNote? note, CancellationToken cancellationToken) =>
        state.SetAsync(
            Key(deliveryId, file), note is null ? null : JsonSerializer.Serialize(note, MatrixJson.Default.UploadNote), cancellationToken);

    private static string Key(string deliveryId, AttachedFile file) =>
        $"upload/{deliveryId} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Source)).AsSpan(0, 12))}";
}
