using System.Reflection;
using System.Runtime.ExceptionServices;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;

namespace XmppGateway.Tests.Accounts;

/// <summary>The parts of the store that leaving uses.</summary>
internal interface IMortalStore : IAccountStore, IFarewellStore;

/// <summary>A store before each of whose calls the program may die. Made by <see cref="Around"/>.</summary>
#pragma warning disable CA1852 // What DispatchProxy makes derives from it.
internal class MortalStore : DispatchProxy
#pragma warning restore CA1852
{
    private MemoryStore _inner = null!;
    private Action _before = null!;

    /// <param name="before">Throws where the program dies.</param>
    public static IMortalStore Around(MemoryStore inner, Action before)
    {
        var store = Create<IMortalStore, MortalStore>();
        (((MortalStore)store)._inner, ((MortalStore)store)._before) = (inner, before);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before();
        try
        {
            return targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
            throw;
        }
    }
}
