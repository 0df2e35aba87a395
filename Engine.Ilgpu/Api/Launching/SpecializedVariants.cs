using System.Reflection;
using Engine.Ilgpu.Backends;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;

namespace ILGPU.Runtime;

/// <summary>
/// The variants of a kernel that takes <see cref="SpecializedValue{T}"/> parameters: one for each combination of values,
/// compiled at its first launch. Launchers write all arguments; the specialised ones are taken out here.
/// </summary>
internal sealed class SpecializedVariants
{
    private readonly KernelCompiler _compiler;
    private readonly KernelKey _kernel;
    private readonly Run[] _runs;
    private readonly int _keyLength;
    private readonly Lock _lock = new();

    // Replaced, never changed, so that launches read it without a lock.
    private Variant[] _variants = [];

    /// <exception cref="NotSupportedException">The method cannot be compiled, as far as that can be said without values.</exception>
    public SpecializedVariants(KernelCompiler compiler, KernelKey kernel)
    {
        _compiler = compiler;
        _kernel = kernel;
        _runs = RunsOf(kernel.Method, kernel.IndexType);
        _keyLength = _runs.Where(run => run.Leaves is not null).Sum(run => run.Bytes / 8);
        long[] ones = new long[_keyLength];
        Array.Fill(ones, 1);
        compiler.Check(kernel.Method, kernel.IndexType, ValuesOf(ones));
    }

    public static bool AreNeededBy(MethodInfo method) =>
        Array.Exists(KernelMethod.ParameterTypes(method), IsSpecialized);

    /// <summary>Launches the variant for the arguments, and compiles it if it is the first of its kind.</summary>
    public unsafe void Launch(AcceleratorStream stream, in LaunchGeometry geometry, byte* parameters)
    {
        long* key = stackalloc long[_keyLength];
        int length = 0;
        byte* source = parameters;
        byte* target = parameters;
        // The specialised arguments move into the key; the others close the gaps.
        foreach (ref readonly var run in _runs.AsSpan())
        {
            if (run.Leaves is not null)
            {
                new ReadOnlySpan<byte>(source, run.Bytes).CopyTo(new Span<byte>(key + length, run.Bytes));
                length += run.Bytes / 8;
            }
            else
            {
                new ReadOnlySpan<byte>(source, run.Bytes).CopyTo(new Span<byte>(target, run.Bytes));
                target += run.Bytes;
            }
            source += run.Bytes;
        }
        var kernel = Find(new(key, length)) ?? Add(new(key, length));
        stream.Accelerator.Driver.Launch(kernel, stream.Driver, geometry, parameters);
    }

    private DeviceKernel? Find(ReadOnlySpan<long> key)
    {
        foreach (var variant in Volatile.Read(ref _variants))
        {
            if (key.SequenceEqual(variant.Key))
                return variant.Kernel;
        }
        return null;
    }

    private DeviceKernel Add(ReadOnlySpan<long> key)
    {
        lock (_lock)
        {
            if (Find(key) is { } found)
                return found;
            var kernel = _compiler.Compile(_kernel.Method, _kernel.IndexType, _kernel.Bounds, ValuesOf(key));
            Volatile.Write(ref _variants, [.. _variants, new(key.ToArray(), kernel)]);
            return kernel;
        }
    }

    /// <summary>The key's values by parameter, in the form that the frontend takes.</summary>
    private Dictionary<int, long[]> ValuesOf(ReadOnlySpan<long> key)
    {
        var values = new Dictionary<int, long[]>();
        int next = 0;
        foreach (var run in _runs)
        {
            if (run.Leaves is null)
                continue;
            var bits = new long[run.Leaves.Length];
            for (int i = 0; i < bits.Length; i++)
                bits[i] = Constant.FromBits(run.Leaves[i], key[next++]).Bits;
            values.Add(run.Parameter, bits);
        }
        return values;
    }

    private static Run[] RunsOf(MethodInfo method, Type indexType)
    {
        var types = KernelMethod.ParameterTypes(method);
        var runs = new List<Run>();
        int first = 0;
        if (indexType != typeof(KernelConfig))
        {
            // The extent comes before the arguments.
            runs.Add(new(0, DeviceLayout.Of(indexType).Leaves.Count * 8, null));
            first = 1;
        }
        for (int i = first; i < types.Length; i++)
        {
            bool specialized = IsSpecialized(types[i]);
            var leaves = DeviceLayout.Of(types[i]).Leaves;
            int bytes = leaves.Sum(leaf => leaf.Type == IRType.Pointer ? 16 : 8);
            runs.Add(new(i, bytes, specialized ? [.. leaves.Select(leaf => leaf.Type)] : null));
        }
        return [.. runs];
    }

    private static bool IsSpecialized(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(SpecializedValue<>);

    /// <summary>One parameter's bytes in the block.</summary>
    /// <param name="Leaves">The types of its leaves if it is specialised, else null.</param>
    private readonly record struct Run(int Parameter, int Bytes, IRType[]? Leaves);

    private sealed record Variant(long[] Key, DeviceKernel Kernel);
}
