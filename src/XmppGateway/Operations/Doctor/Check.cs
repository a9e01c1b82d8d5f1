using XmppGateway.Abstractions;

namespace XmppGateway.Operations.Doctor;

/// <summary>One thing that is tried, and whose it is.</summary>
/// <param name="Subject">The network's name, or the section of the configuration: <c>mail</c>, <c>Store</c>.</param>
/// <param name="Name">What is tried.</param>
/// <param name="RunAsync">Tries it; see <see cref="LinkCheck"/>.</param>
internal sealed record Check(string Subject, string Name, Func<CancellationToken, Task<CheckResult>> RunAsync)
{
    public static Check Of(string subject, LinkCheck check) => new(subject, check.Name, check.RunAsync);
}
