using System.Text.Json;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Groups;

/// <summary>
/// Reads the members of a room from the answer as it comes, one after the other: of a room of hundred thousands, only their ids and names are ever in
/// memory. One for each answer.
/// </summary>
internal sealed class JoinedMembersReader
{
    /// <summary>One text at most; an event has 64 KiB, of which each byte can be written as six.</summary>
    private const int LargestToken = 512 * 1024;

    // Client-server API, "GET /joined_members": {"joined": {"@mia:example.org": {"display_name": "Mia", …}, …}}
    private const int OfAnswer = 1;
    private const int OfList = 2;
    private const int OfMember = 3;

    private readonly Dictionary<string, string?> _members = new(StringComparer.Ordinal);
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MatrixJson.DeepestEvent });
    private bool _isList;
    private string? _member;
    private bool _isName;
    private bool _isThere;

    /// <summary>Everybody in the answer; null when it is larger than so many bytes.</summary>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public static async Task<JoinedMembers?> ReadAsync(Stream answer, long largest, CancellationToken cancellationToken)
    {
        var reader = new JoinedMembersReader();
        return await StreamedJson.ReadAsync(answer, largest, LargestToken, reader.Take, cancellationToken)
            ? new JoinedMembers(reader._isThere ? reader._members : null)
            : null;
    }

    /// <summary>Goes on with what has come; how many bytes of it are done.</summary>
    private int Take(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var json = new Utf8JsonReader(bytes, isLast, _state);
        while (json.Read())
        {
            Take(ref json);
        }

        _state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader json)
    {
        switch (json.TokenType, json.CurrentDepth)
        {
            case (JsonTokenType.PropertyName, OfAnswer):
                _isList = json.ValueTextEquals("joined"u8);
                break;
            case (JsonTokenType.StartObject, OfAnswer) when _isList:
                _isThere = true;
                break;
            case (JsonTokenType.PropertyName, OfList) when _isList:
                _member = TextOf(ref json);
                break;
            case (JsonTokenType.StartObject, OfList) when _isList && _member is not null:
                _members[_member] = null;
                break;
            case (JsonTokenType.PropertyName, OfMember) when _isList:
                _isName = json.ValueTextEquals("display_name"u8);
                break;
            case (JsonTokenType.String, OfMember) when _isList && _isName && _member is not null && _members.ContainsKey(_member):
                _members[_member] = MemberNames.Shorten(TextOf(ref json));
                break;
            default:
                break;
        }
    }

    /// <summary>Null for what is no text of Unicode: strangers wrote it.</summary>
    private static string? TextOf(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
