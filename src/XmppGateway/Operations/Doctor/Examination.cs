using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Operations.Doctor;

/// <summary>Runs checks one after the other and tells the outcome of each as it ends. One that fails, hangs or throws keeps no other from being run.</summary>
internal sealed class Examination(CheckReport report, TimeProvider time)
{
    private readonly Dictionary<CheckOutcome, int> _counts = Enum.GetValues<CheckOutcome>().ToDictionary(outcome => outcome, _ => 0);

    /// <summary>True when nothing has failed; warnings are no failures.</summary>
    public bool IsWell => _counts[CheckOutcome.Failed] == 0;

    public async Task RunAsync(IEnumerable<Check> checks, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            var result = await RunAsync(check, cancellationToken);
            _counts[result.Outcome]++;
            report.Write(check, result);
        }
    }

    public void Close() => report.WriteSum(string.Create(
        CultureInfo.InvariantCulture,
        $"{_counts[CheckOutcome.Ok]} ok, {_counts[CheckOutcome.Warning]} {(_counts[CheckOutcome.Warning] == 1 ? "warning" : "warnings")}, {_counts[CheckOutcome.Failed]} failed, {_counts[CheckOutcome.Skipped]} skipped"));

    private async Task<CheckResult> RunAsync(Check check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LinkCheckContext.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await check.RunAsync(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Failed("no answer in time");
        }
        catch (OperationCanceledException)
        {
            throw;
        }
#pragma warning disable CA1031 // A mistake in one check must not hide what the others find.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return CheckResult.Failed($"the check itself failed, which is a mistake of the gateway: {e.GetType().Name}: {e.Message}");
        }
    }
}
