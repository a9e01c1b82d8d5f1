using System.Reflection;
using System.Runtime.ExceptionServices;
using XmppGateway.Storage;

namespace XmppGateway.Tests.Storage;

/// <summary>A store whose members a test makes hang, whatever their tokens say, or fail. Made by <see cref="Around"/>.</summary>
#pragma warning disable CA1852 // What DispatchProxy makes derives from it.
internal class AlteredStore : DispatchProxy
#pragma warning restore CA1852
{
    private IStore _inner = null!;

    /// <summary>Members, by name, that never answer from now on.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>What a member, by name, throws instead of working; null when it works.</summary>
    public Func<string, Exception?> Fails { get; set; } = _ => null;

    /// <summary>Calls that hang, in order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Hanging { get; } = new();

    /// <summary>The store to give to the program, and the handle to alter it by.</summary>
    public static (IStore Store, AlteredStore Control) Around(IStore inner)
    {
        var store = Create<IStore, AlteredStore>();
        var control = (AlteredStore)store;
        control._inner = inner;
        return (store, control);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Fails(targetMethod!.Name) is { } exception)
        {
            throw exception;
        }

        if (targetMethod.ReturnType != typeof(string) && Hangs(targetMethod.Name))
        {
            Hanging.Enqueue(targetMethod.Name);
            return Never(targetMethod.ReturnType);
        }

        try
        {
            return targetMethod.Invoke(_inner, args);
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
            throw;
        }
    }

    private static object Never(Type type)
    {
        if (!type.IsGenericType)
        {
            var never = new TaskCompletionSource().Task;
            return type == typeof(ValueTask) ? new ValueTask(never) : never;
        }

        var source = Activator.CreateInstance(typeof(TaskCompletionSource<>).MakeGenericType(type.GenericTypeArguments))!;
        return source.GetType().GetProperty(nameof(TaskCompletionSource<>.Task))!.GetValue(source)!;
    }
}
