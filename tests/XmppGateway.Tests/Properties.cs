using FsCheck;

namespace XmppGateway.Tests;

/// <summary>How a property is checked: a counterexample throws, with the seed that repeats the run; success prints nothing.</summary>
internal static class Properties
{
    // Costs nothing, so that it is never less.
    private const int Few = 100;

    public static void MustHold(this Property property, int runs = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Math.Max(Effort.Of(runs), Math.Min(runs, Few))));
}
