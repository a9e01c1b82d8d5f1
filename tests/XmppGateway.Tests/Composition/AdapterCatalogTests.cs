using System.Reflection;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Composition;

public sealed class AdapterCatalogTests
{
    [Fact]
    public void Every_adapter_folder_is_built_in()
    {
        var folders = Directory.GetDirectories(Path.Combine(SourceTree.Root, "src", "Adapters")).Select(f => "XmppGateway.Adapters." + Path.GetFileName(f));

        Assert.Equal(folders.Order(), AdapterCatalog.AdapterAssemblies().Order());
    }

    [Fact]
    public void Every_built_in_adapter_has_an_entry_point_of_its_own_kind()
    {
        var modules = AdapterCatalog.AdapterAssemblies().Select(name => AdapterCatalog.ModuleOf(Assembly.Load(name))).ToList();

        Assert.DoesNotContain(null, modules);
        Assert.Equal(modules.Count, modules.Select(m => m!.Kind).Distinct().Count());
    }

    [Fact]
    public void A_kind_is_found_in_any_case() => Assert.IsType<PaperModule>(new AdapterCatalog([new PaperModule()]).Find("Paper"));

    [Fact]
    public void An_unknown_kind_is_no_adapter() => Assert.Null(new AdapterCatalog([new PaperModule()]).Find("stone"));

    [Fact]
    public void Two_adapters_of_one_kind_are_a_mistake_of_the_build() =>
        Assert.Throws<InvalidOperationException>(() => new AdapterCatalog([new PaperModule(), new PaperModule()]));

    [Fact]
    public void The_entry_point_is_the_one_public_class() => Assert.IsType<PaperModule>(AdapterCatalog.ModuleOf(typeof(PaperModule).Assembly));

    [Fact]
    public void An_assembly_without_an_entry_point_has_no_adapter() => Assert.Null(AdapterCatalog.ModuleOf(typeof(IAdapterModule).Assembly));
}
