using Microsoft.Extensions.Configuration;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Configuration;

/// <summary>An adapter of the kind <c>paper</c> with one option of its own, which must not be empty: <c>Box</c>.</summary>
public sealed class PaperModule : IAdapterModule, IListsOptions, IProvidesCommands
{
    public string Kind => "paper";

    public IReadOnlyList<AdapterOption> Options =>
    [
        new("Box", "must be there", "where the paper lies"),
        new("Fold:Lines", "none", "where it is folded"),
        new("Tray:Password", "none", "what opens the tray"),
        new("Colours:*", "none", "what it may be"),
    ];

    public IReadOnlyList<AdapterCommand> Commands =>
    [
        new("paper-boxes", "Lists the boxes", null, true, async (sections, _, output, _) =>
        {
            await output.WriteAsync(string.Join(",", sections.Select(s => s["Box"])));
            return 0;
        }),
        new("paper-fold", "Folds a sheet", "SHEET", false, async (sections, sheet, output, _) =>
        {
            await output.WriteAsync($"{sections.Count} {sheet}");
            return 3;
        }),
        new("paper-read", "Reads a sheet", "SHEET", false, (_, sheet, _, _) => throw new FileNotFoundException($"There is no sheet {sheet}.")),
    ];

    public IReadOnlyList<ConfigurationError> Validate(IConfigurationSection section) =>
        string.IsNullOrEmpty(section["Box"]) ? [new ConfigurationError(section.Path + ":Box", "is missing")]
        : section["Box"] == "13" ? [new ConfigurationError(section.Path + ":Box", "brings bad luck", IsWarning: true)]
        : [];

    public IAdapter Create(IAdapterContext context) => new FakeAdapter();
}
