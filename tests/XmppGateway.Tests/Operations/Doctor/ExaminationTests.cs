using XmppGateway.Abstractions;
using XmppGateway.Operations.Doctor;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Operations.Doctor;

public sealed class ExaminationTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task A_check_that_throws_hides_no_other()
    {
        var examination = new Examination(new CheckReport(_output, colours: false), _time);

        await examination.RunAsync(
            [new Check("a", "first", _ => throw new InvalidOperationException("oops")), new Check("a", "second", _ => Task.FromResult(CheckResult.Ok("fine")))],
            TestContext.Current.CancellationToken);

        Assert.False(examination.IsWell);
        Assert.Contains("mistake of the gateway: InvalidOperationException: oops", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("ok       a: second: fine", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_has_failed_when_the_patience_ends()
    {
        var examination = new Examination(new CheckReport(_output, colours: false), _time);
        var running = examination.RunAsync([new Check("a", "slow", _ => new TaskCompletionSource<CheckResult>().Task)], TestContext.Current.CancellationToken);

        _time.Advance(LinkCheckContext.Patience);
        await running;

        Assert.Contains("FAILED   a: slow: no answer in time", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_have_said_moves_no_cursor_and_warnings_are_no_failures()
    {
        var examination = new Examination(new CheckReport(_output, colours: false), _time);

        await examination.RunAsync(
            [new Check("a", "hostile", _ => Task.FromResult(CheckResult.Warning("x\u001b[2J\ny", "do\rthis")))], TestContext.Current.CancellationToken);
        examination.Close();

        Assert.True(examination.IsWell);
        Assert.DoesNotContain('\u001b', _output.ToString());
        Assert.Contains("warning  a: hostile: x [2J y" + Environment.NewLine + "         do this", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("0 ok, 1 warning, 0 failed, 0 skipped" + Environment.NewLine, _output.ToString(), StringComparison.Ordinal);
    }
}
