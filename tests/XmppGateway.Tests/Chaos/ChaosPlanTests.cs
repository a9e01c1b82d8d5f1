using XmppGateway.Chaos.Plan;
using Xunit;

namespace XmppGateway.Tests.Chaos;

public sealed class ChaosPlanTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(3);

    [Fact]
    public void The_same_seed_gives_the_same_plan_in_whichever_order_the_kinds_are_named()
    {
        var plan = ChaosPlan.Make(7, Length, DisturbanceKinds.All);

        Assert.Equal(plan, ChaosPlan.Make(7, Length, [.. DisturbanceKinds.All.Reverse()]));
        Assert.NotEqual(plan, ChaosPlan.Make(8, Length, DisturbanceKinds.All));
    }

    [Fact]
    public void Every_kind_occurs_in_three_minutes()
    {
        for (var seed = 0; seed < 500; seed++)
            Assert.Equal(DisturbanceKinds.All, ChaosPlan.Make(seed, Length, DisturbanceKinds.All).Select(one => one.Kind).Distinct().Order());
    }

    [Fact]
    public void Disturbances_come_one_after_the_other_and_end_before_the_traffic()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var plan = ChaosPlan.Make(seed, Length, DisturbanceKinds.All);

            Assert.All(plan.Zip(plan.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
            Assert.All(plan, one => Assert.True(one.At + one.Lasting < Length));
        }
    }

    [Fact]
    public void What_is_left_out_does_not_occur()
    {
        var kinds = DisturbanceKinds.All.Except([DisturbanceKind.KillDatabase]).ToList();

        Assert.DoesNotContain(ChaosPlan.Make(7, TimeSpan.FromHours(1), kinds), one => one.Kind == DisturbanceKind.KillDatabase);
        Assert.Empty(ChaosPlan.Make(7, Length, []));
    }
}
