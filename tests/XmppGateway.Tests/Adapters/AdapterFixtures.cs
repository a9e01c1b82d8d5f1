using XmppGateway.Abstractions;
using XmppGateway.Composition;
using Xunit;

namespace XmppGateway.Tests.Adapters;

/// <summary>Which adapters there are, and the fixture of each.</summary>
internal static class AdapterFixtures
{
    private const string Example = "example";

    /// <summary>All that the program was built with, and the example.</summary>
    public static IEnumerable<string> Kinds => AdapterCatalog.Discover().Kinds.Append(Example).Distinct();

    /// <summary>Those of them whose adapter has an optional power.</summary>
    public static IEnumerable<string> With<TPower>() => Kinds.Where(kind => Create(kind).Module.GetType().Assembly.GetTypes()
        .Any(type => type.IsAssignableTo(typeof(IAdapter)) && type.IsAssignableTo(typeof(TPower))));

    /// <summary>A new fixture; the failure of the test when there is none.</summary>
    public static IAdapterFixture Create(string kind)
    {
        var fixtures = typeof(AdapterFixtures).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAdapterFixture)))
            .Select(type => (IAdapterFixture)Activator.CreateInstance(type)!);
        var fixture = fixtures.SingleOrDefault(candidate => candidate.Module.Kind == kind);
        Assert.True(
            fixture is not null,
            $"The adapter \"{kind}\" is not run through its contract: add a class that implements {nameof(IAdapterFixture)} beside its tests.");
        return fixture;
    }
}
