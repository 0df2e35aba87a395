using Engine.Tests.Ilgpu.Ptx.Interpreter;
using Xunit;

namespace Engine.Tests.Ilgpu.Ptx;

/// <summary>What threads do together, and what the interpreter reports when they may not.</summary>
public sealed class PtxExecutionTests
{
    private const string Reverse = """
        .shared .align 16 .b8 tile[256];
        mov.u32 %r1, tile;
        shl.b32 %r2, %r0, 2;
        add.s32 %r3, %r1, %r2;
        ld.global.u32 %r4, [%rd1];
        st.shared.u32 [%r3], %r4;
        {0}
        sub.s32 %r5, 63, %r0;
        shl.b32 %r5, %r5, 2;
        add.s32 %r5, %r1, %r5;
        ld.shared.u32 %r6, [%r5];
        st.global.u32 [%rd1], %r6;
        """;

    private static uint[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (uint)i)];

    [Fact]
    public void SharedMemoryPassesABarrier() =>
        Assert.Equal(Numbers(64).Reverse(), PtxSnippet.Run(Reverse.Replace("{0}", "bar.sync 0;", StringComparison.Ordinal), 64, Numbers(64)));

    [Theory]
    [InlineData("")]
    // One warp's own barrier does not order what another warp wrote.
    [InlineData("bar.warp.sync 0xffffffff;")]
    public void AMissingBarrierIsARaceOrTooEarly(string between)
    {
        var fault = Fault(() => PtxSnippet.Run(Reverse.Replace("{0}", between, StringComparison.Ordinal), 64, Numbers(64)));
        Assert.Contains(fault.Kind, new[] { PtxFaultKind.DataRace, PtxFaultKind.Undefined });
    }

    [Theory]
    [InlineData("st.global.u32 [%rd0], %r0;", nameof(PtxFaultKind.DataRace))]
    [InlineData("ld.global.u32 %r1, [%rd0]; add.s32 %r1, %r1, 1; st.global.u32 [%rd0], %r1;", nameof(PtxFaultKind.DataRace))]
    [InlineData("ld.global.nc.u32 %r1, [%rd1]; st.global.u32 [%rd1], %r1;", nameof(PtxFaultKind.DataRace))]
    [InlineData("st.global.u32 [%rd1+1], %r0;", nameof(PtxFaultKind.Misaligned))]
    [InlineData("ld.global.v2.u32 {%r1, %r2}, [%rd1];", nameof(PtxFaultKind.Misaligned))]
    [InlineData("ld.global.u32 %r1, [%rd1+256];", nameof(PtxFaultKind.OutOfBounds))]
    [InlineData("ld.u32 %r1, [%rd1+-256];", nameof(PtxFaultKind.OutOfBounds))]
    [InlineData("ld.shared.u32 %r1, [0];", nameof(PtxFaultKind.OutOfBounds))]
    [InlineData("cvta.to.shared.u64 %rd2, %rd1;", nameof(PtxFaultKind.OutOfBounds))]
    [InlineData("add.s32 %r1, %r2, 1;", nameof(PtxFaultKind.Undefined))]
    [InlineData("mov.u32 %r1, 0; div.u32 %r2, %r0, %r1; st.global.u32 [%rd1], %r2;", nameof(PtxFaultKind.Undefined))]
    [InlineData("mov.u32 %r1, 0; rem.u32 %r2, %r0, %r1; setp.eq.u32 %p0, %r2, 0; @%p0 exit;", nameof(PtxFaultKind.Undefined))]
    [InlineData("setp.lt.u32 %p0, %r0, 16; @%p0 bra.uni L; L:", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.lt.u32 %p0, %r0, 40; @%p0 bar.sync 0;", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.lt.u32 %p0, %r0, 40; @%p0 bra L; bar.sync 0; bra M; L: bar.sync 0; M:", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.eq.u32 %p0, %r0, 0; @%p0 exit; bar.sync 0;", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.lt.u32 %p0, %r0, 16; @%p0 bra L; bar.warp.sync -1; bra M; L: bar.warp.sync -1; M:", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.ne.u32 %p0, %r0, 3; mov.u32 %r2, 1; @%p0 shfl.sync.idx.b32 %r1, %r2, 0, 31, 0x7;", nameof(PtxFaultKind.Divergence))]
    [InlineData("shfl.sync.down.b32 %r1, %r0, 1, 31, 0xffff0000;", nameof(PtxFaultKind.Divergence))]
    [InlineData("setp.eq.u32 %p0, %r0, 63; @%p0 trap;", nameof(PtxFaultKind.Trap))]
    [InlineData("L: bra L;", nameof(PtxFaultKind.StepLimit))]
    [InlineData("mov.u32 %r1, 2; brx.idx %r1, T; L: M: T: .branchtargets L, M;", nameof(PtxFaultKind.OutOfBounds))]
    public void FaultsAreFound(string body, string kind) =>
        Assert.Equal(kind, Fault(() => PtxSnippet.Run(body, 64, Numbers(64))).Kind.ToString());

    [Fact]
    public void GroupsAreNotOrdered()
    {
        const string Body = "setp.eq.u32 %p0, %r0, 0; @!%p0 exit; ld.global.u32 %r1, [%rd0]; add.s32 %r1, %r1, 1; st.global.u32 [%rd0], %r1;";
        Assert.Equal(8u, PtxSnippet.Run(Body, 32, [7])[0]);
        Assert.Equal(PtxFaultKind.DataRace, Fault(() => PtxSnippet.Run(Body, 32, [7], blocks: 2)).Kind);
        Assert.Equal(
            7u + 64,
            PtxSnippet.Run("red.global.add.u32 [%rd0], 1;", 32, [7], blocks: 2)[0]);
    }

    /// <summary>A value from a lane that is not there may be thrown away, but not stored.</summary>
    [Fact]
    public void LanesThatDoNotExistGiveNothing()
    {
        const string Shuffle = "shfl.sync.down.b32 %r1|%p1, %r0, 4, 31, 0xffffffff; setp.lt.u32 %p0, %r0, 3;";
        Assert.Equal([4u, 5, 6, 3, 4, 5, 6], PtxSnippet.Run(Shuffle + "selp.b32 %r2, %r1, %r0, %p0; st.global.u32 [%rd1], %r2;", 7, Numbers(7)));
        Assert.Equal(PtxFaultKind.Undefined, Fault(() => PtxSnippet.Run(Shuffle + "st.global.u32 [%rd1], %r1;", 7, Numbers(7))).Kind);
    }

    [Theory]
    [InlineData("up", "1", "0", "0,0,1,2,3,4,5,6")]
    [InlineData("down", "2", "31", "2,3,4,5,6,7,8,9")]
    [InlineData("down", "2", "0x1c03", "2,3,2,3,6,7,6,7")]
    [InlineData("bfly", "1", "31", "1,0,3,2,5,4,7,6")]
    [InlineData("idx", "5", "0x1c1f", "1,1,1,1,5,5,5,5")]
    public void ShufflesFollowTheirSegments(string mode, string lane, string control, string expected) => Assert.Equal(
        expected,
        string.Join(',', PtxSnippet.Run($"shfl.sync.{mode}.b32 %r1, %r0, {lane}, {control}, -1; st.global.u32 [%rd1], %r1;", 32, Numbers(32)).Take(8)));

    [Theory]
    [InlineData("vote.sync.ballot.b32 %r1, %p0, -1;", 0x1fu)]
    [InlineData("vote.sync.any.pred %p1, %p0, -1; selp.b32 %r1, 1, 0, %p1;", 1u)]
    [InlineData("vote.sync.all.pred %p1, !%p0, -1; selp.b32 %r1, 1, 0, %p1;", 0u)]
    [InlineData("and.b32 %r2, %r0, 3; match.any.sync.b32 %r1, %r2, -1;", 0x1111_1111u)]
    [InlineData("redux.sync.add.s32 %r1, %r0, -1;", 496u)]
    [InlineData("activemask.b32 %r1;", uint.MaxValue)]
    [InlineData("@!%p0 exit; activemask.b32 %r1;", 0x1fu)]
    [InlineData("bar.red.popc.u32 %r1, 0, %p0;", 5u)]
    [InlineData("barrier.sync.aligned 1; bar.red.or.pred %p1, 0, %p0; selp.b32 %r1, 1, 0, %p1;", 1u)]
    [InlineData("mov.u32 %r1, %lanemask_gt;", 0xffff_fffeu)]
    [InlineData("mov.u32 %r1, %ntid.x;", 32u)]
    [InlineData("mov.b32 %r1, WARP_SZ;", 32u)]
    public void LanesTogether(string body, uint expected) => Assert.Equal(
        expected, PtxSnippet.Run("setp.lt.u32 %p0, %r0, 5;" + body + "setp.eq.u32 %p5, %r0, 0; @%p5 st.global.u32 [%rd1], %r1;", 32, Numbers(32))[0]);

    [Theory]
    [InlineData("add.s32", "%r0", 5u + 496)]
    [InlineData("max.u32", "%r0", 31u)]
    [InlineData("inc.u32", "9", 7u)]
    [InlineData("dec.u32", "9", 3u)]
    [InlineData("xor.b32", "1", 5u)]
    [InlineData("min.s32", "-3", 0xffff_fffdu)]
    public void Atomics(string operation, string value, uint expected)
    {
        Assert.Equal(expected, PtxSnippet.Run($"atom.global.{operation} %r1, [%rd0], {value};", 32, [5])[0]);
        Assert.Equal(expected, PtxSnippet.Run($"red.{operation} [%rd0], {value};", 32, [5])[0]);
    }

    /// <summary>A lock within a warp: the lanes that spin must not keep the one that holds it from going on.</summary>
    [Fact]
    public void LanesThatSpinDoNotStarveOthers() => Assert.Equal(
        [0u, 32u],
        PtxSnippet.Run(
            """
            TRY: atom.global.cas.b32 %r1, [%rd0], 0, 1;
            setp.ne.u32 %p0, %r1, 0;
            @%p0 bra TRY;
            ld.volatile.global.u32 %r2, [%rd0+4];
            add.u32 %r2, %r2, 1;
            st.volatile.global.u32 [%rd0+4], %r2;
            membar.gl;
            atom.global.exch.b32 %r1, [%rd0], 0;
            """,
            32,
            [0, 0]));

    [Fact]
    public void BranchTablesAndLoopsMeetAgain() => Assert.Equal(
        [1u, 12, 23, 4, 5, 16, 27, 8],
        PtxSnippet.Run(
            """
            T: .branchtargets A, B, C, A;
            and.b32 %r1, %r0, 3;
            mov.u32 %r2, 1;
            brx.idx %r1, T;
            C: add.u32 %r2, %r2, 10;
            B: add.u32 %r2, %r2, 10;
            A: bar.sync 0;
            add.u32 %r2, %r2, %r0;
            st.global.u32 [%rd1], %r2;
            """,
            8,
            new uint[8]));

    [Fact]
    public void VariablesHaveTheirValues() => Assert.Equal(
        [0x0403_0201u, 7, 42, 64],
        PtxSnippet.Run(
            """
            .local .align 8 .b8 own[16];
            ld.const.u32 %r1, [table];
            mov.u64 %rd2, own;
            mov.u32 %r2, 7;
            st.local.u32 [%rd2+4], %r2;
            cvta.local.u64 %rd3, %rd2;
            ld.u32 %r3, [%rd3+4];
            ld.global.u32 %r4, [counter+4];
            mov.u32 %r5, %dynamic_smem_size;
            st.global.v4.u32 [%rd0], {%r1, %r3, %r4, %r5};
            """,
            1,
            new uint[4],
            dynamicSharedBytes: 64,
            declarations: ".const .align 4 .b8 table[4] = {1, 2, 3, 4};\n.global .align 8 .u32 counter[2] = {41, 42};"));

    /// <summary>The bytes of an asynchronous copy are there after the wait and not before.</summary>
    [Theory]
    [InlineData("cp.async.wait_group 0;", true)]
    [InlineData("cp.async.wait_all;", true)]
    [InlineData("cp.async.wait_group 1;", false)]
    [InlineData("", false)]
    public void AsynchronousCopiesAreWaitedFor(string wait, bool waited)
    {
        uint[] Run() => PtxSnippet.Run(
            $"""
            .shared .align 16 .b8 tile[128];
            mov.u32 %r1, tile;
            mad.lo.u32 %r2, %r0, 4, %r1;
            cp.async.ca.shared.global [%r2], [%rd1], 4;
            cp.async.commit_group;
            {wait}
            bar.sync 0;
            sub.u32 %r3, 31, %r0;
            mad.lo.u32 %r3, %r3, 4, %r1;
            ld.shared.u32 %r4, [%r3];
            bar.sync 0;
            st.global.u32 [%rd1], %r4;
            """,
            32,
            Numbers(32));
        if (waited)
            Assert.Equal(Numbers(32).Reverse(), Run());
        else
            Assert.Equal(PtxFaultKind.Undefined, Fault(Run).Kind);
    }

    private static PtxFaultException Fault(Func<uint[]> run) => Assert.Throws<PtxFaultException>(run);
}
