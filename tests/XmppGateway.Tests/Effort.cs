namespace XmppGateway.Tests;

/// <summary>
/// How many cases are tried by the tests that make up their own: all, unless TEST_EFFORT is <c>quick</c> (<c>tests/run.sh --fast</c>), then a
/// tenth, and nothing that a server must be started for.
/// </summary>
internal static class Effort
{
    public static bool IsQuick { get; } = Environment.GetEnvironmentVariable("TEST_EFFORT") == "quick";

    public static int Of(int cases) => IsQuick ? cases / 10 : cases;
}
