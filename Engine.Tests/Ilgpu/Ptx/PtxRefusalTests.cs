using Engine.Tests.Ilgpu.Ptx.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>What an assembler refuses, the interpreter refuses.</summary>
public sealed class PtxRefusalTests
{
    [Theory]
    [InlineData("add.s32 %r1, %r2, %r99;", "no register")]
    [InlineData("add.s32 %r1, %r2, %rd3;", "does not serve as .s32")]
    [InlineData("add.rn.f32 %f1, %f2, %r3;", null)]
    [InlineData("add.s32 %f1, %r2, %r3;", "does not serve as .s32")]
    [InlineData("add.rn.f32 %f1, %f2, 1;", "no value of .f32")]
    [InlineData("add.s32 %r1, %r2, 0x100000000;", "does not fit")]
    [InlineData("add.s32 %r1, %r2;", "3 operands")]
    [InlineData("add.foo.s32 %r1, %r2, %r3;", ".foo")]
    [InlineData("add.b32 %r1, %r2, %r3;", ".b32")]
    [InlineData("add.s32.lo %r1, %r2, %r3;", ".lo")]
    [InlineData("and.s32 %r1, %r2, %r3;", ".s32")]
    [InlineData("mul.s32 %r1, %r2, %r3;", ".lo .hi .wide")]
    [InlineData("mul.wide.s32 %r1, %r2, %r3;", "does not serve")]
    [InlineData("fma.f32 %f1, %f2, %f3, %f4;", "rounding")]
    [InlineData("div.f32 %f1, %f2, %f3;", "rounding")]
    [InlineData("sqrt.approx.f64 %fd1, %fd2;", ".f32")]
    [InlineData("shl.b32 %r1, %r2, %rd3;", "does not serve")]
    [InlineData("setp.lt.b32 %p1, %r2, %r3;", "equal or not")]
    [InlineData("setp.lo.s32 %p1, %r2, %r3;", "no comparison")]
    [InlineData("setp.eq.s32 %r1, %r2, %r3;", "does not serve as .pred")]
    [InlineData("setp.eq.s32 %p1|%p1, %r2, %r3;", "one register")]
    [InlineData("@%r1 bra L; L:", "does not serve as .pred")]
    [InlineData("bra NOWHERE;", "no label")]
    [InlineData("L: L:", "declared twice")]
    [InlineData(".reg .b32 %r1;", "declared twice")]
    [InlineData("cvt.s32.f32 %r1, %f2;", "rounding")]
    [InlineData("cvt.rn.s32.f32 %r1, %f2;", "no rounding")]
    [InlineData("cvt.f32.f64 %f1, %fd2;", "rounding")]
    [InlineData("cvt.rn.f64.f32 %fd1, %f2;", "no rounding")]
    [InlineData("cvt.u64.u32 %r1, %r2;", "does not serve")]
    [InlineData("mov.u32 %rd1, %tid.x;", "does not serve")]
    [InlineData("mov.u64 %rd1, %tid.x;", "source is .u32")]
    [InlineData("add.u32 %r1, %tid.x, 1;", "no value")]
    [InlineData("mov.b64 %rd1, {%r1, %rd2};", "does not serve")]
    [InlineData("ld.global.u32 %h1, [%rd1];", "does not serve")]
    [InlineData("ld.global.u32 %r1, [%r2];", "does not serve as .u64")]
    [InlineData("ld.global.v4.f64 {%fd1, %fd2, %fd3, %fd4}, [%rd1];", "16 bytes")]
    [InlineData("ld.global.v2.u32 %r1, [%rd1];", "2 values")]
    [InlineData("ld.global.v2.u32 {%r1, %r1}, [%rd1];", "twice")]
    [InlineData("ld.shared.nc.u32 %r1, [%rd1];", ".nc")]
    [InlineData("ld.volatile.local.u32 %r1, [%rd1];", "synchronised")]
    [InlineData("ld.param.u64 %rd1, [data+8];", "which has 8")]
    [InlineData("st.const.u32 [%rd1], %r1;", "nothing is stored")]
    [InlineData("st.global.f32 [%rd1], %r1;", null)]
    [InlineData("st.global.u8 [%rd1], %r1;", null)]
    [InlineData("atom.global.add.s64 %rd1, [%rd2], %rd3;", ".s64")]
    [InlineData("atom.global.sub.s32 %r1, [%rd2], %r3;", ".and .or")]
    [InlineData("red.global.cas.b32 [%rd2], %r3, %r4;", ".and .or")]
    [InlineData("atom.local.add.s32 %r1, [%rd2], %r3;", "global and shared")]
    [InlineData("shfl.idx.b32 %r1, %r2, 0, 31;", ".sync")]
    [InlineData("shfl.sync.idx.b32 %f1, %f2, 0, 31, -1;", null)]
    [InlineData("shfl.sync.idx.b32 %rd1, %r2, 0, 31, -1;", "does not serve")]
    [InlineData("bar.sync;", "operands")]
    [InlineData("bar.red.popc.u32 %r1, 0, %r2;", "does not serve")]
    [InlineData("lop3.b32 %r1, %r2, %r3, %r4, 256;", "0 to 255")]
    [InlineData("frobnicate.b32 %r1;", "does not know")]
    [InlineData("mov.u32 %r1, 09;", "no number")]
    [InlineData("mov.u32 %r1, %r2", "expected")]
    [InlineData("mov.u32 %r1, #2;", "no part of PTX")]
    public void WhatIsWrongIsSaid(string body, string? message)
    {
        string? refusal = PtxSnippet.Refusal(body);
        if (message is null)
            Assert.Null(refusal);
        else
            Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ex2.approx.f32 %f1, %f2;", 60, 50, true)]
    [InlineData("tanh.approx.f32 %f1, %f2;", 70, 75, true)]
    [InlineData("tanh.approx.f32 %f1, %f2;", 65, 75, false)]
    [InlineData("tanh.approx.f32 %f1, %f2;", 70, 70, false)]
    [InlineData("min.NaN.f32 %f1, %f2, %f3;", 70, 75, false)]
    [InlineData("atom.global.add.f64 %fd1, [%rd1], %fd2;", 60, 53, false)]
    [InlineData("atom.global.add.f64 %fd1, [%rd1], %fd2;", 60, 60, true)]
    [InlineData("fence.acq_rel.gpu;", 60, 61, false)]
    [InlineData("redux.sync.add.s32 %r1, %r2, -1;", 70, 75, false)]
    [InlineData("cp.async.commit_group;", 70, 75, false)]
    [InlineData("shfl.sync.idx.b32 %r1, %r2, 0, 31, -1;", 50, 50, false)]
    [InlineData("ld.relaxed.gpu.global.u32 %r1, [%rd1];", 60, 60, false)]
    [InlineData("mov.u32 %r1, 0;", 60, 80, false)]
    [InlineData("mov.u32 %r1, 0;", 70, 55, false)]
    public void NothingIsUsedBeforeItsTime(string body, int version, int target, bool accepted) =>
        Assert.Equal(accepted, PtxSnippet.Refusal(body, version, target) is null);

    [Fact]
    public void FusableSumsAreRefusedWhereRoundingMatters()
    {
        var exact = new PtxOptions { RefuseFusable = true };
        Assert.Null(PtxSnippet.Refusal("mul.rn.f32 %f1, %f2, %f3;", options: exact));
        Assert.Contains("fuse", PtxSnippet.Refusal("mul.f32 %f1, %f2, %f3;", options: exact), StringComparison.Ordinal);
    }
}
