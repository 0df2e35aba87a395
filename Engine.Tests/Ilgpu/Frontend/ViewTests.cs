using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using ILGPU;
using ILGPU.Runtime;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

public class ViewTests
{
    private static void Members(Index1D index, ArrayView<int> data, ArrayView<long> output)
    {
        var middle = data.SubView(2, 4);
        var tail = data.SubView(5);
        var bytes = middle.Cast<byte>();
        middle[index] += 10;
        middle[(long)index.X] += 1;
        middle[new LongIndex1D(index.X)] += 2;
        ref int first = ref tail[0];
        output[0] = data.Length;
        output[1] = middle.IntLength * 100 + tail.Length;
        output[2] = bytes.Length * 1000 + bytes[4] + bytes[5] * 256;
        output[3] = tail.LengthInBytes + (long)tail.Extent + (int)middle.IntExtent;
        output[4] = first + (tail.IsValid ? 1000 : 0) + ArrayView<int>.ElementSize * 10000;
        output[5] = new ArrayView1D<int, Stride1D.Dense>(data, data.Length, default)[7];
    }

    [Fact]
    public void Members_of_views()
    {
        int[] data = [1, 2, 3, 4, 5, 6, 7, 800];
        long[] output = new long[6];
        KernelRun.Run(Members, 1, data, output);
        Assert.Equal([1, 2, 16, 4, 5, 6, 7, 800], data);
        Assert.Equal([8, 403, 16000 + 4, 12 + 3 + 4, 6 + 1000 + 40000, 800], output);
    }

#pragma warning disable CS0649 // Only kernels read it.
    internal struct Pack
    {
        public int Scale;
        public ArrayView<float> Source;
        public byte Shift;
        public ArrayView1D<float, Stride1D.Dense> Target;
    }
#pragma warning restore CS0649

    private static void Packed(Index1D index, Pack pack) => pack.Target[index] = pack.Source[index] * pack.Scale + pack.Shift;

    [Fact]
    public void Structures_may_pack_views()
    {
        var source = InterpreterBuffer.From<float>([1, 2, 3]);
        var target = InterpreterBuffer.From<float>([0, 0, 0]);
        var function = KernelRun.Translate(Packed);
        Assert.Equal(
            ["extent.X", "pack.Scale", "pack.Source.ptr", "pack.Source.length", "pack.Shift"],
            function.Parameters.Take(5).Select(parameter => parameter.Name));
        var arguments = function.Parameters.Select(parameter => parameter.Name switch
        {
            "extent.X" => InterpreterArgument.FromBits(3),
            "pack.Scale" => InterpreterArgument.FromBits(2),
            "pack.Shift" => InterpreterArgument.FromBits(7),
            "pack.Source.ptr" => InterpreterArgument.Pointer(source),
            _ when parameter.Type == IRType.Pointer => InterpreterArgument.Pointer(target),
            _ => InterpreterArgument.FromBits(3),
        }).ToList();
        Assert.True(IRInterpreter.Run(function, new LaunchGeometry(1, 1, 1, 4, 1, 1, 0), arguments).Succeeded);
        Assert.Equal([9, 11, 13], target.As<float>().ToArray());
    }

    private static void Specialised(Index1D index, ArrayView<int> data, SpecializedValue<int> count)
    {
        var table = LocalMemory.Allocate<int>(count);
        for (int i = 0; i < count; i++)
            table[i] = i * index;
        int local = new int[count.Value * 2].Length;
        data[index] = table[count - 1] + local;
    }

    [Fact]
    public void A_specialised_value_is_a_constant()
    {
        var function = KernelRun.Translate(Specialised, specialized: new Dictionary<int, long[]> { [2] = [5] });
        Assert.Equal(["extent.X", "data.ptr", "data.length"], function.Parameters.Select(parameter => parameter.Name));
        int[] data = new int[3];
        Assert.True(KernelRun.Launch(function, new LaunchGeometry(1, 1, 1, 4, 1, 1, 0), 3, data).Succeeded);
        Assert.Equal([10, 14, 18], data);
    }

    private static void OutOfRange(Index1D index, ArrayView<int> data) => data[index + 1] = 1;
    private static void Divides(Index1D index, ArrayView<int> data) => data[index] = 10 / data[index];
    private static void Asserts(Index1D index, ArrayView<int> data) => System.Diagnostics.Trace.Assert(data[index] > 0, "positive");

    [Fact]
    public void Assertions_check_indices_divisions_and_asserts()
    {
        var geometry = new LaunchGeometry(1, 1, 1, 4, 1, 1, 0);
        var fault = KernelRun.Launch(KernelRun.Translate(OutOfRange, assertions: true), geometry, 2, new int[2]).Fault!;
        Assert.Equal((FaultCode.IndexOutOfRange, 2, 2), (fault.Code, fault.A, fault.B));
        Assert.Equal("ViewTests.OutOfRange", fault.Location!.Method);

        Assert.Equal(FaultCode.DivisionByZero, KernelRun.Launch(KernelRun.Translate(Divides, assertions: true), geometry, 1, new int[1]).Fault!.Code);
        Assert.Equal(FaultCode.AssertionFailed, KernelRun.Launch(KernelRun.Translate(Asserts, assertions: true), geometry, 1, new int[1]).Fault!.Code);
        Assert.DoesNotContain(KernelRun.Translate(Divides).Instructions, instruction => instruction.Op == Op.Assert);
        Assert.DoesNotContain(KernelRun.Translate(Asserts).Instructions, instruction => instruction.Op == Op.Assert);
    }

    private static void Quotient(Index1D index, ArrayView<int> data) => data[index] = data[index] / data[index + 1];

    [Fact]
    public void The_overflowing_division_faults()
    {
        var function = KernelRun.Translate(Quotient, assertions: true);
        var geometry = new LaunchGeometry(1, 1, 1, 1, 1, 1, 0);
        Assert.Equal(FaultCode.DivisionOverflow, KernelRun.Launch(function, geometry, 1, new int[] { int.MinValue, -1 }).Fault!.Code);
        Assert.Null(KernelRun.Launch(function, geometry, 1, new int[] { int.MinValue, 1 }).Fault);
    }

    private static void Generic<T, TOperation>(Index1D index, ArrayView<T> data, TOperation operation)
        where T : unmanaged
        where TOperation : struct, IOperation<T> => data[index] = operation.Apply(data[index]);

    internal interface IOperation<T>
    {
        T Apply(T value);
    }

    internal readonly struct AddConstant(float amount) : IOperation<float>
    {
        public float Apply(float value) => value + amount;
    }

    [Fact]
    public void Generic_kernels_take_functors_by_value()
    {
        float[] data = [1, 2, 3];
        KernelRun.Run(Generic<float, AddConstant>, 3, data, new AddConstant(0.5f));
        Assert.Equal([1.5f, 2.5f, 3.5f], data);
    }

    private static void TwoDimensions(Index2D index, ArrayView2D<float, Stride2D.DenseX> data, ArrayView2D<float, Stride2D.DenseY> other) =>
        other[index] = data[index.X, index.Y] + data.IntExtent.X * 100;

    [Fact]
    public void Views_of_two_dimensions_translate()
    {
        var function = KernelRun.Translate(TwoDimensions);
        Assert.Equal("extent.Y", function.Parameters[1].Name);
        Assert.Equal(2, function.Parameters.Count(parameter => parameter.Type == IRType.Pointer));
    }
}
