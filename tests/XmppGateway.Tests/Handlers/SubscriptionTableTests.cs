using XmppGateway.Handlers;
using XmppGateway.Storage;
using Xunit;
using static XmppGateway.Storage.ContactSubscription;

namespace XmppGateway.Tests.Handlers;

public sealed class SubscriptionTableTests
{
    private const string Approve = "subscribed,available";
    private const string ApproveAndAsk = "subscribed,available,subscribe";
    private const string Leave = "unavailable,unsubscribed";

    /// <summary>Every cell: state (the user sees, the contact sees), input, what is sent, next state.</summary>
    public static TheoryData<bool, int, string, string, bool, int> Cells { get; } = new()
    {
        { false, (int)None, "Subscribe", ApproveAndAsk, true, (int)Requested },
        { false, (int)Requested, "Subscribe", Approve, true, (int)Requested },
        { false, (int)Granted, "Subscribe", Approve, true, (int)Granted },
        { false, (int)Refused, "Subscribe", ApproveAndAsk, true, (int)Requested },
        { true, (int)None, "Subscribe", ApproveAndAsk, true, (int)Requested },
        { true, (int)Requested, "Subscribe", Approve, true, (int)Requested },
        { true, (int)Granted, "Subscribe", Approve, true, (int)Granted },
        { true, (int)Refused, "Subscribe", ApproveAndAsk, true, (int)Requested },

        { false, (int)None, "Subscribed", "", false, (int)Granted },
        { false, (int)Requested, "Subscribed", "", false, (int)Granted },
        { false, (int)Granted, "Subscribed", "", false, (int)Granted },
        { false, (int)Refused, "Subscribed", "", false, (int)Granted },
        { true, (int)None, "Subscribed", "", true, (int)Granted },
        { true, (int)Requested, "Subscribed", "", true, (int)Granted },
        { true, (int)Granted, "Subscribed", "", true, (int)Granted },
        { true, (int)Refused, "Subscribed", "", true, (int)Granted },

        { false, (int)None, "Unsubscribe", "", false, (int)None },
        { false, (int)Requested, "Unsubscribe", "", false, (int)Requested },
        { false, (int)Granted, "Unsubscribe", "", false, (int)Granted },
        { false, (int)Refused, "Unsubscribe", "", false, (int)Refused },
        { true, (int)None, "Unsubscribe", Leave, false, (int)None },
        { true, (int)Requested, "Unsubscribe", Leave + ",unsubscribe", false, (int)None },
        { true, (int)Granted, "Unsubscribe", Leave + ",unsubscribe", false, (int)None },
        { true, (int)Refused, "Unsubscribe", Leave, false, (int)Refused },

        { false, (int)None, "Unsubscribed", "", false, (int)None },
        { false, (int)Requested, "Unsubscribed", "", false, (int)Refused },
        { false, (int)Granted, "Unsubscribed", "", false, (int)None },
        { false, (int)Refused, "Unsubscribed", "", false, (int)Refused },
        { true, (int)None, "Unsubscribed", "", true, (int)None },
        { true, (int)Requested, "Unsubscribed", "", true, (int)Refused },
        { true, (int)Granted, "Unsubscribed", "", true, (int)None },
        { true, (int)Refused, "Unsubscribed", "", true, (int)Refused },


    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell(bool userSees, int contactSees, string input, string sends, bool nextUserSees, int nextContactSees)
    {
        var step = SubscriptionTable.Next(
            new SubscriptionState(userSees, (ContactSubscription)contactSees), Enum.Parse<PresenceInput>(input));

        Assert.Equal(new SubscriptionState(nextUserSees, (ContactSubscription)nextContactSees), step.Next);
        Assert.Equal(sends, string.Join(',', step.Sends.Select(s => s.Length == 0 ? "available" : s)));
    }

    [Fact]
    public void The_cells_are_complete() => Assert.Equal(
        2 * Enum.GetValues<ContactSubscription>().Length * Enum.GetValues<PresenceInput>().Length,
        Cells.Select(c => (c.Data.Item1, c.Data.Item2, c.Data.Item3)).Distinct().Count());

    [Theory]
    [InlineData(false, (int)None, true)]
    [InlineData(false, (int)Requested, true)]
    [InlineData(false, (int)Granted, false)]
    [InlineData(false, (int)Refused, false)]
    [InlineData(true, (int)None, false)]
    [InlineData(true, (int)Requested, false)]
    [InlineData(true, (int)Granted, false)]
    [InlineData(true, (int)Refused, false)]
    public void A_foreign_request_is_presented_where_it_is_news(bool userSees, int contactSees, bool isPresented) => Assert.Equal(
        isPresented, SubscriptionTable.IsPresented(new SubscriptionState(userSees, (ContactSubscription)contactSees)));
}
