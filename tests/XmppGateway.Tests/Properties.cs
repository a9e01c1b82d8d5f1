using FsCheck;

namespace XmppGateway.Tests;

/// <summary>How a property is checked: a counterexample throws, with the seed that repeats the run; success prints nothing.</summary>
internal static class Properties
{
    public static void MustHold(this Property property, int runs = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(runs));
}
