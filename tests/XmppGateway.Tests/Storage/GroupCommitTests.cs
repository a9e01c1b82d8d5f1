using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Storage.Sql;
using XmppGateway.Storage.Sqlite;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <summary>Writes that share a commit do not share a fate.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmpp-gateway-store-");
    private SqliteEngine _engine = null!;
    private GroupCommit _writer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _engine = new SqliteEngine($"Data Source={Path.Combine(_folder.FullName, "gateway.db")}");
        using (var session = _engine.OpenWriter())
        {
            new Migrator(NullLogger<Migrator>.Instance).Apply(session, Migration.For("sqlite"));
        }

        _writer = new GroupCommit(_engine, TimeProvider.System, NullLogger<GroupCommit>.Instance);
        await Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _engine.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_failing_write_leaves_nothing_and_does_not_touch_its_neighbours()
    {
        var gate = new TaskCompletionSource();
        var first = _writer.RunAsync(gate, static (session, gate) => Wait(gate), together: false, Token);
        var writes = Enumerable.Range(0, 50).Select(i => _writer.RunAsync(i, static (session, i) =>
        {
            StateSql.Set(session, "mail", "k" + i, "v");
            return i % 10 == 3 ? throw new InvalidDataException("k" + i) : i;
        }, together: false, Token)).ToArray();
        gate.SetResult();
        await first;

        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 10 == 3)
            {
                Assert.Equal("k" + i, (await Assert.ThrowsAsync<InvalidDataException>(() => writes[i])).Message);
            }
            else
            {
                Assert.Equal(i, await writes[i]);
            }

            var kept = await _engine.QueryAsync(StateSql.Get, StateSql.Read, ["mail", "k" + i], Token);
            Assert.Equal(i % 10 == 3 ? 0 : 1, kept.Count);
        }
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_while_the_write_waits()
    {
        var time = new ManualTimeProvider();
        await using var writer = new GroupCommit(_engine, time, NullLogger<GroupCommit>.Instance);
        var began = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        var write = writer.RunAsync(
            (began, answer),
            static (_, signals) =>
            {
                signals.began.TrySetResult();
                return Wait(signals.answer);
            },
            together: false,
            Token);
        await began.Task;
        var atFirst = writer.Trouble;
        time.Advance(TimeSpan.FromSeconds(4));
        var later = writer.Trouble;
        answer.SetResult();
        await write;

        Assert.Equal((null, "the database does not answer", null), (atFirst, later, writer.Trouble));
    }

    [Fact]
    public async Task Writes_are_applied_in_the_order_of_their_calls()
    {
        var writes = Enumerable.Range(0, 1000)
            .Select(i => _writer.RunAsync(i, static (session, i) => Exchange(session, i), together: i % 2 == 0, Token)).ToArray();

        Assert.Equal(Enumerable.Range(-1, 1000), await Task.WhenAll(writes));
    }

    [Fact]
    public async Task What_goes_first_does_not_wait_behind_a_long_queue()
    {
        var gate = new TaskCompletionSource();
        var began = _writer.RunAsync(gate, static (session, gate) => Wait(gate), together: false, Token);
        var order = new List<string>();
        var writes = Enumerable.Range(0, 3000).Select(i => _writer.RunAsync(i, (session, i) => Note(order, "other"), together: false, Token)).ToList();
        var first = _writer.RunFirstAsync(0, (session, _) => Note(order, "first"));
        gate.SetResult();
        await began;
        await first;
        await Task.WhenAll(writes);

        // The writer may have taken some of them with the one that it was at.
        Assert.InRange(order.IndexOf("first"), 0, GroupCommit.MaxGroup);
    }

    [Fact]
    public async Task What_goes_first_goes_alone_and_before_the_end_and_not_after_it()
    {
        Assert.Equal(1, await _writer.RunFirstAsync(1, static (session, i) => i));
        var last = _writer.RunFirstAsync(2, static (session, i) => i);
        await _writer.DisposeAsync();

        Assert.Equal(2, await last);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _writer.RunFirstAsync(3, static (session, i) => i));
    }

    private static int Note(List<string> order, string what)
    {
        order.Add(what);
        return 0;
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_still_written()
    {
        var writes = Enumerable.Range(0, 500)
            .Select(i => _writer.RunAsync(i, static (session, i) => i, together: i % 2 == 0, Token)).ToArray();
        await _writer.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, 500), await Task.WhenAll(writes));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _writer.RunAsync(0, static (session, i) => i, together: false, Token));
    }

    [Fact]
    public async Task A_statement_that_the_database_refuses_says_what_it_was_for()
    {
        var failure = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => _writer.RunAsync(
            0, static (session, i) => session.Execute(new Statement("count the stars", "SELECT * FROM stars")), together: false, Token));

        Assert.Contains("count the stars", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Writes the number and returns the one before.</summary>
    private static int Exchange(ISession session, int number)
    {
        var before = StateSql.GetOrAdd(session, "mail", "number", "-1");
        StateSql.Set(session, "mail", "number", number.ToString(CultureInfo.InvariantCulture));
        return int.Parse(before, CultureInfo.InvariantCulture);
    }

    private static int Wait(TaskCompletionSource gate)
    {
        gate.Task.GetAwaiter().GetResult();
        return 0;
    }
}
