using XmppGateway.Operations;
using Xunit;

namespace XmppGateway.Tests.Operations;

public sealed class LeaseHolderTests
{
    private readonly string _purpose = Guid.NewGuid().ToString();

    [Fact]
    public void A_restart_is_the_same_holder()
    {
        string first;
        using (var holder = LeaseHolder.Create(_purpose))
        {
            first = holder.Name;
        }

        using var again = LeaseHolder.Create(_purpose);

        Assert.Equal(first, again.Name);
    }

    [Fact]
    public void A_second_living_one_is_another_holder()
    {
        using var first = LeaseHolder.Create(_purpose);
        using var second = LeaseHolder.Create(_purpose);

        Assert.NotEqual(first.Name, second.Name);
    }

    [Fact]
    public void Who_began_beside_another_gets_the_name_when_that_has_ended()
    {
        var first = LeaseHolder.Create(_purpose);
        using var second = LeaseHolder.Create(_purpose);
        var own = second.Name;
        Assert.Equal(own, second.Claim());
        first.Dispose();

        Assert.Equal(first.Name, second.Claim());
        Assert.Equal(first.Name, second.Claim());
        using var third = LeaseHolder.Create(_purpose);
        Assert.NotEqual(first.Name, third.Name);
    }

    [Fact]
    public void Another_purpose_is_another_holder()
    {
        using var first = LeaseHolder.Create(_purpose);
        using var second = LeaseHolder.Create(_purpose + " ");

        Assert.NotEqual(first.Name, second.Name);
    }

    [Fact]
    public void The_name_tells_nothing_of_the_connection()
    {
        using var holder = LeaseHolder.Create("Host=x;Password=hunter2" + _purpose);

        Assert.DoesNotContain("hunter2", holder.Name, StringComparison.Ordinal);
    }
}
