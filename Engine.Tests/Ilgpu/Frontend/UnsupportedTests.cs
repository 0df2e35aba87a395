using Engine.Ilgpu.Diagnostics;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

/// <summary>What cannot be compiled is refused with the method, the place and the reason; the next kernel is unharmed.</summary>
public class UnsupportedTests
{
    private static KernelCompilationException Refused(Delegate kernel, params string[] words)
    {
        var error = Assert.Throws<KernelCompilationException>(() => KernelRun.Translate(kernel));
        foreach (string word in words)
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        return error;
    }

    private static int s_counter = 3;
    private static readonly string Text = "text";

    private sealed class Thing
    {
        public int Value = 4;
        public int Get() => Value;
    }

    private static void Throws(Index1D index, ArrayView<int> data)
    {
        if (index > 3)
            throw new InvalidOperationException("too far");
        data[index] = 1;
    }

    [Fact]
    public void Throw()
    {
        var error = Refused(Throws, "'throw'", "UnsupportedTests.Throws", "UnsupportedTests.cs:", "IL_");
        Assert.Equal("UnsupportedTests.Throws", error.Method);
    }

    private static void ThrowsDeep(Index1D index, ArrayView<int> data) => data[index] = Deep(index);
    private static int Deep(int n) => n < 0 ? throw new NotSupportedException("negative") : n;

    [Fact]
    public void Throw_in_a_called_method_names_the_caller_too()
    {
        var error = Refused(ThrowsDeep, "'throw'", "Called from UnsupportedTests.ThrowsDeep");
        Assert.Equal("UnsupportedTests.Deep", error.Method);
    }

    private static void Recursive(Index1D index, ArrayView<int> data) => data[index] = Factorial(index);
    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    [Fact]
    public void Recursion() => Refused(Recursive, "UnsupportedTests.Factorial", "recursion");

    private static void Even(Index1D index, ArrayView<int> data) => data[index] = IsEven(index) ? 1 : 0;
    private static bool IsEven(int n) => n == 0 || IsOdd(n - 1);
    private static bool IsOdd(int n) => n != 0 && IsEven(n - 1);

    [Fact]
    public void Recursion_through_others() => Refused(Even, "UnsupportedTests.IsEven", "recursion");

    private static void MutableStatic(Index1D index, ArrayView<int> data) => data[index] = s_counter;
    private static void StaticWrite(Index1D index, ArrayView<int> data) => s_counter = data[index];

    [Fact]
    public void Mutable_statics()
    {
        Refused(MutableStatic, "s_counter", "mutable");
        Refused(StaticWrite, "s_counter", "cannot be written");
        Assert.Equal(3, s_counter);
    }

    private static void UsesString(Index1D index, ArrayView<int> data) => data[index] = Text.Length;
    private static void UsesLiteral(Index1D index, ArrayView<int> data) => data[index] = "abc".Length;
    private static void Prints(Index1D index, ArrayView<int> data) => Console.WriteLine(data[index]);

    [Fact]
    public void Strings()
    {
        Refused(UsesString, "Text", "references do not exist");
        Refused(UsesLiteral, "String.get_Length".Replace("String", "string", StringComparison.Ordinal));
        Refused(Prints, "Console");
    }

    private static void NewObject(Index1D index, ArrayView<int> data) => data[index] = new Thing().Value;
    private static void TakesObject(Index1D index, ArrayView<int> data, Thing thing) => data[index] = thing.Get();
    private static void TakesArray(Index1D index, int[] data) => data[index] = 1;
    private static void TakesDecimal(Index1D index, ArrayView<int> data, decimal value) => data[index] = (int)value;
    private static void TakesHolder(Index1D index, ArrayView<int> data, Holder holder) => data[index] = holder.Count;

#pragma warning disable CS0649 // Never run.
    private struct Holder
    {
        public int Count;
        public Thing? Held;
    }
#pragma warning restore CS0649

    [Fact]
    public void Classes_arrays_and_decimals()
    {
        Refused(NewObject, "new UnsupportedTests.Thing", "structure");
        Refused(TakesObject, "parameter 'thing'", "class");
        Refused(TakesArray, "parameter 'data'", "ArrayView<T>");
        Refused(TakesDecimal, "parameter 'value'", "decimal");
        Refused(TakesHolder, "parameter 'holder'", "field 'Held'");
    }

    [Fact]
    public void Captured_variables_and_this()
    {
        int captured = new Random(1).Next();
        Refused((Index1D index, ArrayView<int> data) => { data[index] = captured; }, "captures 'captured'", "kernel parameter");
        Refused((Index1D index, ArrayView<int> data) => { data[index] = _field; }, "captures 'this'");
    }

    private readonly int _field = 3;

    private static void VirtualCall(Index1D index, ArrayView<int> data) => data[index] = Compare(data[index]);

#pragma warning disable CA1859 // The interface is the point.
    private static int Compare(IComparable<int> value) => value.CompareTo(4);
#pragma warning restore CA1859

    private static void Delegates(Index1D index, ArrayView<int> data)
    {
        Func<int, int> f = static x => x + 1;
        data[index] = f(data[index]);
    }

    [Fact]
    public void Delegates_are_refused() => Refused(Delegates, "UnsupportedTests.Delegates");

    private static void TryCatch(Index1D index, ArrayView<int> data)
    {
        try
        {
            data[index] = 1;
        }
        catch (InvalidOperationException)
        {
            data[index] = 2;
        }
    }

    private static void Locks(Index1D index, ArrayView<int> data)
    {
        try
        {
            data[index] = 1;
        }
        finally
        {
            data[index] += 2;
        }
    }

    [Fact]
    public void Exception_handlers()
    {
        Refused(TryCatch, "try/catch");
        Refused(Locks, "finally");
    }

    private static void Checked(Index1D index, ArrayView<int> data) => data[index] = checked(data[index] * 2);
    private static void CheckedConversion(Index1D index, ArrayView<int> data) => data[index] = checked((byte)data[index]);

    [Fact]
    public void Checked_arithmetic()
    {
        Refused(Checked, "checked arithmetic");
        Refused(CheckedConversion, "checked conversions");
    }

    private static void VariableShared(Index1D index, ArrayView<int> data) => data[index] = SharedMemory.Allocate<int>(data[index])[0];
    private static void VariableLocal(Index1D index, ArrayView<int> data) => data[index] = LocalMemory.Allocate1D<int>(data.IntLength)[0];
    private static void VariableArray(Index1D index, ArrayView<int> data) => data[index] = new int[data[index]].Length;
    private static void HugeArray(Index1D index, ArrayView<int> data) => data[index] = LocalMemory.Allocate<int>(-1)[0];

    [Fact]
    public void Sizes_that_are_not_constant()
    {
        Refused(VariableShared, "the size of shared memory", "constant");
        Refused(VariableLocal, "the size of local memory", "constant");
        Refused(VariableArray, "the length of a local array", "constant");
        Refused(HugeArray, "is -1");
    }

    private static int Returns(Index1D index) => index;
    private static void LongIndexed(LongIndex1D index, ArrayView<int> data) => data[index] = 1;

    [Fact]
    public void Signatures()
    {
        Refused(Returns, "a kernel returns nothing", "UnsupportedTests.Returns");
        Refused(LongIndexed, "LongIndex1D", "not supported");
    }

    [Fact]
    public void An_unreached_throw_is_ignored() => KernelRun.Same(static (int v) => v * Guarded(3), 1, 2, 3);

    private static int Guarded(int n)
    {
        if (n < 0)
            throw new NotSupportedException("negative");
        return n + 1;
    }

    [Fact]
    public void A_failed_translation_leaves_the_next_unharmed()
    {
        Refused(Recursive, "recursion");
        int[] data = [5, 6];
        KernelRun.Run((Index1D index, ArrayView<int> view) => { view[index] += 1; }, 2, data);
        Assert.Equal([6, 7], data);
    }

    [Fact]
    public void Interfaces_of_known_structures_are_called_directly()
    {
        int[] data = [2, 3, 9];
        KernelRun.Run(VirtualCall, 3, data);
        Assert.Equal([-1, -1, 1], data);
    }
}
