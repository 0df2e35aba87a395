using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>Translates a kernel, verifies it, and runs it in the interpreter on arrays of the host.</summary>
internal static class KernelRun
{
    public static Function Translate(Delegate kernel, bool assertions = false, IReadOnlyDictionary<int, long[]>? specialized = null)
    {
        var options = new TranslationOptions { Assertions = assertions };
        if (specialized is not null)
            options = options with { SpecializedValues = specialized };
        var function = KernelTranslator.Translate(kernel.Method, options);
        IRVerifier.Verify(function);
        return function;
    }

    /// <summary>
    /// Runs a kernel. An array argument is a view of its elements and is changed in place; any other argument is
    /// passed by value, as the leaves of its type. The kernel's index parameter, if it has one, is not among them.
    /// </summary>
    public static InterpreterResult Launch(Function function, LaunchGeometry geometry, params object[] arguments)
    {
        var buffers = new List<(Array Array, InterpreterBuffer Buffer)>();
        var values = new List<InterpreterArgument>();
        foreach (object argument in arguments)
        {
            if (argument is Array array)
            {
                var bytes = new byte[Buffer(array).Length];
                Buffer(array).CopyTo(bytes);
                var buffer = new InterpreterBuffer(bytes);
                buffers.Add((array, buffer));
                values.Add(InterpreterArgument.Pointer(buffer));
                values.Add(InterpreterArgument.FromBits(array.Length));
            }
            else
            {
                values.AddRange(StaticFields.Constants(argument, DeviceLayout.Of(argument.GetType()))
                    .Select(leaf => InterpreterArgument.FromBits(((Constant)leaf).Bits)));
            }
        }
        var result = IRInterpreter.Run(function, geometry, values);
        foreach (var (array, buffer) in buffers)
            buffer.Data.CopyTo(Buffer(array));
        return result;
    }

    /// <summary>Runs an implicitly grouped kernel of one dimension in groups of 4 and insists that all was well.</summary>
    public static void Run(Delegate kernel, int extent, params object[] arguments)
    {
        var function = Translate(kernel);
        var geometry = new LaunchGeometry((extent + 3) / 4, 1, 1, 4, 1, 1, 0);
        var result = Launch(function, geometry, [extent, .. arguments]);
        Assert.True(result.Succeeded, $"{result.Fault} {string.Join('\n', result.Problems)}\n{IRPrinter.Print(function)}");
    }

    /// <summary>Runs an explicitly grouped kernel.</summary>
    public static void RunGroups(Delegate kernel, int groups, int groupSize, params object[] arguments)
    {
        var function = Translate(kernel);
        var result = Launch(function, new LaunchGeometry(groups, 1, 1, groupSize, 1, 1, 0), arguments);
        Assert.True(result.Succeeded, $"{result.Fault} {string.Join('\n', result.Problems)}\n{IRPrinter.Print(function)}");
    }

    /// <summary>
    /// Holds <paramref name="compute"/> against itself: run by .NET, and translated as the body of a kernel, on every input.
    /// </summary>
    public static void Same<TIn, TOut>(Func<TIn, TOut> compute, params TIn[] inputs)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var expected = Array.ConvertAll(inputs, input => compute(input));
        var actual = new TOut[inputs.Length];
        var function = FunctionOf(compute);
        var result = Launch(function, new LaunchGeometry((inputs.Length + 3) / 4, 1, 1, 4, 1, 1, 0), inputs.Length, actual, inputs);
        Assert.True(result.Succeeded, $"{result.Fault} {string.Join('\n', result.Problems)}\n{IRPrinter.Print(function)}");
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!Bytes(expected[i]).SequenceEqual(Bytes(actual[i])) && !(Equals(expected[i], actual[i]) && expected[i] is not (float or double)) && !BothNaN(expected[i], actual[i]))
                Assert.Fail($"f({inputs[i]}): .NET gives {expected[i]}, the kernel {actual[i]}.\n{IRPrinter.Print(function)}");
        }
    }

    /// <summary>A kernel around a lambda without captures: output[i] = compute(input[i]).</summary>
    private static Function FunctionOf<TIn, TOut>(Func<TIn, TOut> compute)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var function = FunctionWrapper.Translate(compute.Method, typeof(TIn), typeof(TOut));
        IRVerifier.Verify(function);
        return function;
    }

    private static bool BothNaN(object a, object b) => a is float.NaN && b is float.NaN || a is double.NaN && b is double.NaN;

    private static Span<byte> Bytes<T>(in T value) where T : unmanaged =>
        MemoryMarshal.AsBytes(new Span<T>(ref Unsafe.AsRef(in value)));

    private static Span<byte> Buffer(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length * SizeOf(array.GetType().GetElementType()!));

    private static int SizeOf(Type type) => DeviceLayout.Of(type).Size;
}
