using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Groups;

/// <summary>Only what the homeserver has no more of, or does not show this ghost, is the end of a room's history.</summary>
public sealed class LargeHistoryTests
{
    [Fact]
    public async Task A_page_of_more_than_four_MiB_is_read()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        for (var i = 0; i < 80; i++)
        {
            groups.Add("m.room.message", MatrixEvents.Text(new string('x', 60_000)), null);
        }

        var page = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 80, MatrixHarness.Cancelled);

        Assert.Equal(80, page!.Events.Count);
    }

    [Fact]
    public async Task Of_pages_that_are_too_large_smaller_ones_are_read()
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        for (var i = 0; i < 8; i++)
        {
            groups.Add("m.room.message", MatrixEvents.Text("hello"), null);
        }

        Refuse(groups, 413, "M_TOO_LARGE", beyond: 3);
        var page = await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 8, MatrixHarness.Cancelled);

        Assert.Equal(2, page!.Events.Count);
        Assert.NotNull(page.Before);
    }

    [Theory]
    [InlineData(400, "M_INVALID_PARAM", false)]
    [InlineData(400, "M_UNKNOWN", false)]
    [InlineData(413, "M_TOO_LARGE", false)]
    [InlineData(403, "M_FORBIDDEN", true)]
    [InlineData(404, "M_NOT_FOUND", true)]
    public async Task A_refusal_is_the_end_only_where_it_says_that_there_is_nothing(int status, string code, bool isEnd)
    {
        await using var groups = await GroupsUnderTest.EnteredAsync();
        Refuse(groups, status, code, beyond: 0);

        Assert.Equal(isEnd, await groups.Host.GetHistoryAsync(groups.Id, MatrixHarness.Alice, null, 8, MatrixHarness.Cancelled) is not null);
    }

    private static void Refuse(GroupsUnderTest groups, int status, string code, int beyond)
    {
        var usual = groups.Harness.Homeserver.Interfere;
        groups.Harness.Homeserver.Interfere = http =>
            http.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal)
            && int.Parse(http.Request.Query["limit"]!, System.Globalization.CultureInfo.InvariantCulture) > beyond
                ? FakeHomeserver.RefuseAsync(http, status, code, "No.")
                : usual(http);
    }
}
