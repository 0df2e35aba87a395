using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using Xunit;

namespace Engine.Tests.Ilgpu.Cuda;

public sealed class CudaAsmTests
{
    private const int Length = 40;

    [Fact]
    public void ArgumentsAreRegistersOfTheirKinds()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var integers = fixture.Accelerator.Allocate1D<long>(Length);
        using var floats = fixture.Accelerator.Allocate1D<double>(Length);
        fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<long>, ArrayView<double>>(Kinds)(Length, integers.View, floats.View);
        for (int i = 0; i < Length; i++)
        {
            Assert.Equal((3L * i) + 7 + i, integers.GetAsArray1D()[i]);
            Assert.Equal((0.5 * i) + 1, floats.GetAsArray1D()[i]);
        }
    }

    [Fact]
    public void ReferencesAreReadWrittenOrBoth()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var results = fixture.Accelerator.Allocate1D<int>(3 * Length);
        fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(References)(Length, results.View);
        int[] actual = results.GetAsArray1D();
        for (int i = 0; i < Length; i++)
            Assert.Equal([i + 5, 3 * (i + 1), i > 3 ? 1 : 0], actual[(3 * i)..(3 * (i + 1))]);
    }

    [Fact]
    public void InstructionsStayInOrderAndSeeMemory()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        using var data = fixture.Accelerator.Allocate1D<int>(1);
        fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Memory)(1, data.View);
        Assert.Equal([12], data.GetAsArray1D());
        Assert.Contains("%tid.x", Assert.Single(api.Modules), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherAcceleratorsTakeTheOtherWay()
    {
        using var context = Context.Create(builder => builder.CPU(CPUDevice.Default));
        using var accelerator = context.Devices.Single().CreateAccelerator(context);
        using var data = accelerator.Allocate1D<int>(4);
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Guarded)(4, data.View);
        Assert.Equal([0, 2, 4, 6], data.GetAsArray1D());
        var refused = Assert.Throws<KernelCompilationException>(() => accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Memory));
        Assert.Contains("'CudaAsm.Emit' writes PTX, which this accelerator does not run; ask 'CudaAsm.IsSupported' before", refused.Message, StringComparison.Ordinal);
        Assert.False(CudaAsm.IsSupported);
        Assert.Throws<NotSupportedException>((Action)(() => CudaAsm.Emit("membar.gl;")));
    }

    [Fact]
    public void WhatCannotBeIsRefusedWhenTheKernelIsLoaded()
    {
        using var api = new FakeCuda(new FakeCudaDevice());
        using var fixture = new CudaFixture(api);
        Refused("'%1' in 'mov.u32 %0, %1;' names an argument that is not there; there are 1", MissingArgument);
        Refused("a '%' in 'mov.u32 %0, %tid.x;' is followed by no number; write '%%' for the sign itself", SinglePercent);
        Refused("'short' is no argument for PTX: it must have 4 or 8 bytes, or be bool", SmallArgument);
        Refused("'Index2D' is no argument for PTX: it must be a single number or a bool", WideArgument);
        Assert.Contains(
            "line",
            Assert.Throws<CudaException>(() => fixture.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(NoSuchInstruction)).Message,
            StringComparison.Ordinal);

        void Refused(string reason, Action<Index1D, ArrayView<int>> kernel) => Assert.Contains(
            reason,
            Assert.Throws<KernelCompilationException>(() => fixture.Accelerator.LoadAutoGroupedStreamKernel(kernel)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AssemblyIsWrittenAsTextAndReadBack()
    {
        var function = KernelTranslator.Translate(((Delegate)References).Method, new TranslationOptions { InlinePtx = true });
        string text = IRPrinter.Print(function);
        Assert.Contains("assembly \"mul.lo.s32 %0, %0, 3;\" (ref i32)", text, StringComparison.Ordinal);
        Assert.Equal(text, IRPrinter.Print(IRParser.Parse(text)));
        Assert.Throws<IRVerificationException>(() => IRVerifier.Verify(IRParser.Parse(text.Replace("(ref i32)", "(out i32)", StringComparison.Ordinal))));
    }

    private static void Kinds(Index1D index, ArrayView<long> integers, ArrayView<double> floats)
    {
        CudaAsm.Emit("mad.wide.s32 %0, %1, 3, %2;", out long wide, index.X, 7L);
        CudaAsm.Emit("{ .reg .s64 t; cvt.s64.s32 t, %2; add.s64 %0, %1, t; }", out long sum, wide, index.X);
        integers[index] = sum;
        CudaAsm.Emit("fma.rn.f32 %0, %1, 0f3F000000, %2;", out float single, (float)index.X, 1f);
        CudaAsm.Emit("cvt.f64.f32 %0, %1;", out double result, single);
        floats[index] = result;
    }

    private static void References(Index1D index, ArrayView<int> results)
    {
        Input<int> left = index.X;
        Input<int> right = 5;
        Output<int> sum = default;
        CudaAsm.EmitRef("add.s32 %0, %1, %2;", ref sum, ref left, ref right);
        results[3 * index] = sum.Value;
        Ref<int> product = index.X + 1;
        CudaAsm.EmitRef("mul.lo.s32 %0, %0, 3;", ref product);
        results[(3 * index) + 1] = product.Value;
        Output<bool> isLarge = default;
        CudaAsm.EmitRef("setp.gt.s32 %0, %1, 3;", ref isLarge, ref left);
        results[(3 * index) + 2] = isLarge.Value ? 1 : 0;
    }

    private static void Memory(Index1D index, ArrayView<int> data)
    {
        data[index] = 4;
        CudaAsm.Emit(
            "{ .reg .u64 a; cvta.to.global.u64 a, %0; .reg .u32 v; ld.global.u32 v, [a]; add.u32 v, v, 1; st.global.u32 [a], v; }",
            data.SubView(index).LoadEffectiveAddressAsPtr());
        CudaAsm.Emit("mov.u32 %0, %%tid.x;", out int lane);
        data[index] += lane + 7;
    }

    private static void Guarded(Index1D index, ArrayView<int> data)
    {
        if (CudaAsm.IsSupported)
        {
            CudaAsm.Emit("shl.b32 %0, %1, 1;", out int twice, index.X);
            data[index] = twice;
        }
        else
        {
            data[index] = 2 * index;
        }
    }

    private static void MissingArgument(Index1D index, ArrayView<int> data)
    {
        CudaAsm.Emit("mov.u32 %0, %1;", out int value);
        data[index] = value;
    }

    private static void SinglePercent(Index1D index, ArrayView<int> data)
    {
        CudaAsm.Emit("mov.u32 %0, %tid.x;", out int value);
        data[index] = value;
    }

    private static void SmallArgument(Index1D index, ArrayView<int> data) => CudaAsm.Emit("mov.u16 %0, 1;", out short _);

    private static void WideArgument(Index1D index, ArrayView<int> data) => CudaAsm.Emit("mov.u32 %0, 1;", out Index2D _);

    private static void NoSuchInstruction(Index1D index, ArrayView<int> data) => CudaAsm.Emit("frobnicate.u32;");
}
