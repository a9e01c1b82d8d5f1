using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Rooms;

/// <summary>What somebody looks for (XEP-0433 §3.2). Pure.</summary>
/// <param name="Text">Null for all rooms.</param>
/// <param name="In">Where the text may stand: in the name, in the description, in the address.</param>
/// <param name="LeastUsers">How many people there must be.</param>
/// <param name="Rooms">False when only channels of another kind are wanted.</param>
internal sealed record RoomSearchForm(string? Text, (bool Name, bool Description, bool Address) In, int LeastUsers, bool Rooms)
{
    private const int LongestText = 1000;
    private const string Query = "q";
    private const string All = "all";
    private const string InName = "sinname";
    private const string InDescription = "sindescription";

    // §5.1 and the example of §3.2 spell it differently.
    private const string InAddress = "sinaddress";
    private const string InAddressToo = "sinaddr";
    private const string MinimumUsers = "min_users";
    private const string Types = "types";
    private const string Key = "key";

    /// <summary>The form, in one language.</summary>
    public static DataForm Blank(string language)
    {
        DataField Flag(string name, LocalText label, bool value) => new(name, "boolean", label.In(language)) { Values = [value ? "true" : "false"] };
        return new DataForm(DataForm.ToFillIn)
        {
            Title = RoomTexts.SearchTitle.In(language),
            Fields =
            [
                new DataField(DataForm.FormType, DataField.Hidden) { Values = [ChannelSearch.FormType] },
                new DataField(Query, "text-single", RoomTexts.SearchFor.In(language)),
                Flag(All, RoomTexts.SearchAll, false),
                Flag(InName, RoomTexts.SearchInName, true),
                Flag(InDescription, RoomTexts.SearchInDescription, true),
                Flag(InAddress, RoomTexts.SearchInAddress, true),
                new DataField(MinimumUsers, "text-single", RoomTexts.SearchUsers.In(language)) { Values = ["0"] },
                new DataField(Types, "list-multi", RoomTexts.SearchTypes.In(language))
                {
                    Values = [ChannelSearch.Rooms],
                    Options = [new DataOption(ChannelSearch.Rooms, RoomTexts.SearchRooms.In(language))],
                },
                new DataField(Key, "list-single", RoomTexts.SearchOrder.In(language))
                {
                    Values = [ChannelSearch.ByUsers],
                    Options = [new DataOption(ChannelSearch.ByUsers, RoomTexts.SearchByUsers.In(language))],
                },
            ],
        };
    }

    /// <summary>What a form asks for. Fields that are left out have their defaults.</summary>
    /// <exception cref="StanzaErrorException">It asks for nothing, or for what cannot be.</exception>
    public static RoomSearchForm Read(DataForm form)
    {
        string? Text(string name) => form.Values(name) is [var value, ..] ? value.Trim() : null;
        bool Flag(string name, bool otherwise) => Text(name) switch { "1" or "true" => true, "0" or "false" => false, _ => otherwise };
        if (Text(Key) is { Length: > 0 } key && key != ChannelSearch.ByUsers)
        {
            throw Refusal(StanzaConditions.FeatureNotImplemented, "invalid-sort-key", RoomTexts.OnlyByUsers);
        }

        var text = Text(Query);
        var all = Flag(All, false);
        if (all && text is { Length: > 0 })
        {
            throw Refusal(StanzaConditions.BadRequest, "conflicting-fields", RoomTexts.TextOrAll);
        }

        if (!all && text is null)
        {
            throw Refusal(StanzaConditions.BadRequest, "no-search-conditions", RoomTexts.TextOrAll);
        }

        if (!all && text!.Length is 0 or > LongestText)
        {
            throw Refusal(StanzaConditions.BadRequest, "invalid-search-terms", RoomTexts.TextOrAll);
        }

        return new RoomSearchForm(
            all ? null : text,
            (Flag(InName, true), Flag(InDescription, true), Flag(InAddress, Flag(InAddressToo, true))),
            int.TryParse(Text(MinimumUsers), out var least) ? least : 0,
            form.Values(Types) is not { Count: > 0 } types || types.Contains(ChannelSearch.Rooms));
    }

    /// <summary>True for a room that the network found and that fits what it does not know of.</summary>
    public bool Fits(RoomState state)
    {
        bool Has(bool wanted, string? part) => wanted && part?.Contains(Text!, StringComparison.OrdinalIgnoreCase) == true;
        return state.MemberCount >= LeastUsers
            && (Text is null || In is (true, true, true)
                || Has(In.Name, state.Name) || Has(In.Description, state.Subject.Text) || Has(In.Address, state.Address.Value));
    }

    private static StanzaErrorException Refusal(string condition, string detail, LocalText text) =>
        new(StanzaError.Of(condition, text) with { Type = StanzaErrorType.Modify, Detail = ChannelSearch.Error(detail) });
}
