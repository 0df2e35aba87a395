using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ILGPU.Runtime;

/// <summary>A kernel that finds its typed launcher by reflection.</summary>
internal sealed class LoadedKernel : Kernel
{
    // Launcher<T1>, Launcher<T1, T2> and so on, by their number of parameters.
    private static readonly Dictionary<int, Type> LauncherTypes = typeof(LoadedKernel).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(LoadedKernel).Namespace && type.Name.StartsWith("Launcher`", StringComparison.Ordinal))
        .ToDictionary(type => type.GetGenericArguments().Length);

    private readonly object _launcher;
    private readonly Type? _indexType;

    public LoadedKernel(KernelHandle handle)
    {
        Handle = handle;
        var types = KernelMethod.ParameterTypes(handle.Method);
        if (!handle.IsExplicitlyGrouped)
        {
            _indexType = types[0];
            types = types[1..];
        }
        if (!LauncherTypes.TryGetValue(types.Length, out var launcher))
        {
            throw new NotSupportedException(
                $"The kernel '{KernelMethod.Name(handle.Method)}' has {types.Length} parameters; 1 to {LauncherTypes.Count} are supported.");
        }
        NumParameters = types.Length;
        _launcher = Activator.CreateInstance(launcher.MakeGenericType(types), handle)!;
        Launcher = Find(types.Length + 2);
    }

    public KernelHandle Handle { get; }
    public override MethodInfo Launcher { get; }
    public override KernelSpecialization Specialization => Handle.Specialization;
    public override int NumParameters { get; }

    public override TDelegate CreateLauncherDelegate<TDelegate>()
    {
        int count = typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Length;
        return Find(count).CreateDelegate<TDelegate>(_launcher);
    }

    public override void Launch<TIndex>(AcceleratorStream stream, TIndex dimension, object[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            Launcher.Invoke(_launcher, [stream, dimension, .. args]);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    /// <summary>The launch method with that many parameters: with the stream, or without.</summary>
    private MethodInfo Find(int parameters)
    {
        string name = _indexType is null ? "Launch" : "LaunchExtent";
        var method = Array.Find(
            _launcher.GetType().GetMethods(),
            candidate => candidate.Name == name && candidate.GetParameters().Length == parameters)
            ?? throw new ArgumentException(
                $"A launcher of '{KernelMethod.Name(Handle.Method)}' takes the stream (optional), the index and {NumParameters} arguments.");
        return _indexType is null ? method : method.MakeGenericMethod(_indexType);
    }
}
