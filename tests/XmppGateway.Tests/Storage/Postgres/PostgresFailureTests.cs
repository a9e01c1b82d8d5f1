using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using XmppGateway.Operations;
using XmppGateway.Storage;
using XmppGateway.Storage.Postgres;
using XmppGateway.Storage.Sql;
using Xunit;

namespace XmppGateway.Tests.Storage.Postgres;

/// <summary>A server that goes away comes back without a restart of the gateway.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresFailureTests(PostgresCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("53100", "make room")]
    [InlineData("25006", "primary")]
    [InlineData("55P03", "end that program")]
    [InlineData("40P01", "end that program")]
    [InlineData("28P01", "check user, password")]
    [InlineData("3D000", "create it")]
    [InlineData("25P03", "load of this machine")]
    [InlineData("57P01", "check that the server runs")]
    [InlineData("08006", "check that the server runs")]
    [InlineData("XX001", "restore a backup")]
    public void What_an_operator_can_mend_is_told_to_him(string state, string advice)
    {
        var unavailable = PostgresFailures.Classify(new NpgsqlException("", new PostgresException("text", "ERROR", "ERROR", state)));

        Assert.Contains(advice, unavailable?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42601")]
    [InlineData("23505")]
    [InlineData("22021")]
    public void A_bug_is_not_called_unavailable(string state) =>
        Assert.Null(PostgresFailures.Classify(new PostgresException("text", "ERROR", "ERROR", state)));

    [Fact]
    public async Task A_lost_connection_is_told_once_and_made_anew()
    {
        var connection = await cluster.NewConnectionAsync();
        await using var store = StoreFactory.Create("postgresql", connection, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        await store.SetStateAsync("mail", "k", "1", Token);

        await PostgresCluster.ExecuteAsync(
            connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xmpp-gateway'");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SetStateAsync("mail", "k", "2", Token));
        await store.SetStateAsync("mail", "k", "3", Token);
        Assert.Equal("3", await store.GetStateAsync("mail", "k", Token));
    }

    [Fact]
    public async Task A_server_that_is_down_is_told_by_reads_and_writes_alike()
    {
        var connection = await cluster.NewConnectionAsync();
        await using var store = StoreFactory.Create("postgresql", connection, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);
        await cluster.StopAsync();
        try
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SetStateAsync("mail", "k", "v", Token));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetStateAsync("mail", "k", Token));
        }
        finally
        {
            await cluster.StartAsync();
        }

        await store.SetStateAsync("mail", "k", "v", Token);
        Assert.Equal("v", await store.GetStateAsync("mail", "k", Token));
    }

    /// <summary>As when its machine loses its power between two questions of one commit: the server hears nothing of it.</summary>
    [Fact]
    public async Task A_gateway_that_falls_silent_in_a_commit_does_not_keep_the_turn()
    {
        var connection = await cluster.NewConnectionAsync();
        await using var next = StoreFactory.Create("postgresql", connection, TimeProvider.System, NullLoggerFactory.Instance, LeaseTimes.Fast);
        await next.OpenAsync(Token);
        await using var engine = new PostgresEngine(connection, NullLoggerFactory.Instance, LeaseTimes.Fast);
        using var silent = engine.OpenWriter();
        silent.Begin();
        Assert.Equal(1, silent.Number(new Statement("ask", "SELECT CAST(1 AS bigint)")));

        var began = TimeProvider.System.GetTimestamp();
        await next.SetStateAsync("mail", "k", "v", Token);

        Assert.True(TimeProvider.System.GetElapsedTime(began) < LeaseTimes.Fast.Duration);
        var given = Assert.ThrowsAny<Exception>(silent.Commit);

        // The server's reason may be overtaken by the end of its connection: a write on it fails before the reason is read.
        Assert.NotNull(engine.Unavailable(given));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_turn_is_free_before_the_lease_of_whoever_fell_silent_in_it(bool fast)
    {
        var times = fast ? LeaseTimes.Fast : LeaseTimes.Patient;

        Assert.True(times.Silence < times.Duration - times.Margin);
    }

    [Fact]
    public async Task A_group_with_a_statement_that_the_server_refuses_keeps_the_others()
    {
        var connection = await cluster.NewConnectionAsync();
        await using var store = StoreFactory.Create("postgresql", connection, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(Token);

        // The schema knows no such state of a subscription.
        var refused = new ContactRow(0, "mail", "alice@localhost", "bob", "bob", UserSees: true, (ContactSubscription)9);
        var writes = Enumerable.Range(0, 30)
            .Select(i => i == 7 ? store.PutContactAsync(refused, Token) : store.SetStateAsync("mail", "k" + i, "v", Token))
            .ToArray();

        for (var i = 0; i < writes.Length; i++)
        {
            if (i == 7)
            {
                await Assert.ThrowsAnyAsync<NpgsqlException>(() => writes[7]);
            }
            else
            {
                await writes[i];
                Assert.Equal("v", await store.GetStateAsync("mail", "k" + i, Token));
            }
        }
    }
}
