using XmppGateway.Storage.Postgres;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

public sealed class PostgresFailureKindTests
{
    // Seen when a server went down under load.
    [Fact]
    public void A_library_that_stumbles_over_a_broken_connection_is_a_server_that_is_away() =>
        Assert.NotNull(PostgresFailures.Classify(new NullReferenceException { Source = "Npgsql" }));

    [Fact]
    public void Our_own_mistakes_stay_mistakes() =>
        Assert.Null(PostgresFailures.Classify(new NullReferenceException { Source = "xmpp-gateway" }));
}
