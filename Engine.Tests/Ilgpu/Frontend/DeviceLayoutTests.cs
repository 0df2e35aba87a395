using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.Frontend;
using Engine.Ilgpu.IR;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

#pragma warning disable CS0649 // Fields whose places matter, not their values.
public class DeviceLayoutTests
{
    private static string Describe(Type type) =>
        string.Join(' ', DeviceLayout.Of(type).Leaves.Select(leaf => $"{leaf.Path}:{leaf.Type.Name()}@{leaf.Offset}"));

    internal struct Plain
    {
        public byte A;
        public double B;
        public char C;
        public bool D;
        public DayOfWeek E;
    }

    [Fact]
    public void A_structure_has_the_layout_of_the_CLR()
    {
        Assert.Equal(".A:i8@0 .B:f64@8 .C:i16@16 .D:i8@18 .E:i32@20", Describe(typeof(Plain)));
        Assert.Equal(Unsafe.SizeOf<Plain>(), DeviceLayout.Of(typeof(Plain)).Size);
    }

    [Fact]
    public void Automatic_layout_is_asked_of_the_CLR()
    {
        var layout = DeviceLayout.Of(typeof((byte, long, short)));
        (byte, long, short) value = (1, 2, 3);
        long at = Unsafe.ByteOffset(ref value.Item1, ref Unsafe.As<long, byte>(ref value.Item2));
        Assert.Equal(at, layout.Leaves[1].Offset - layout.Leaves[0].Offset);
        Assert.Equal(Unsafe.SizeOf<(byte, long, short)>(), layout.Size);
        Assert.Equal([IRType.Int8, IRType.Int64, IRType.Int16], layout.Leaves.Select(leaf => leaf.Type));
    }

    internal struct WithView
    {
        public byte A;
        public ArrayView<int> View;
        public short B;
    }

    [Fact]
    public void A_structure_with_views_has_our_own_layout()
    {
        var layout = DeviceLayout.Of(typeof(WithView));
        Assert.True(layout.HasViews);
        Assert.Equal(".A:i8@0 .View.ptr:ptr@8 .View.length:i64@16 .B:i16@24", Describe(typeof(WithView)));
        Assert.Equal(32, layout.Size);
        Assert.Equal([LeafPart.Value, LeafPart.ViewPointer, LeafPart.ViewLength, LeafPart.Value], layout.Leaves.Select(leaf => leaf.Part));
        Assert.Equal(layout.Leaves[1].HostOffset, layout.Leaves[2].HostOffset);
    }

    [Fact]
    public void Host_offsets_lead_to_the_values()
    {
        var value = new WithView { A = 7, B = -9 };
        ref byte start = ref Unsafe.As<WithView, byte>(ref value);
        var leaves = DeviceLayout.Of(typeof(WithView)).Leaves;
        Assert.Equal(7, Unsafe.Add(ref start, leaves[0].HostOffset));
        Assert.Equal(-9, Unsafe.ReadUnaligned<short>(ref Unsafe.Add(ref start, leaves[3].HostOffset)));
    }

    [InlineArray(3)]
    internal struct Three
    {
        private short _first;
    }

    [Fact]
    public void Inline_arrays_repeat_their_field()
    {
        Assert.Equal("._first[0]:i16@0 ._first[1]:i16@2 ._first[2]:i16@4", Describe(typeof(Three)));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct Packed
    {
        public byte A;
        public int B;
    }

    internal struct Empty;

    [Fact]
    public void Primitives_and_empty_structures()
    {
        Assert.Equal(":i8@0", Describe(typeof(bool)));
        Assert.Equal(":i64@0", Describe(typeof(nint)));
        Assert.Equal(":i8@0", Describe(typeof(EmptyEnum)));
        Assert.True(DeviceLayout.Of(typeof(float)).IsScalar);
        Assert.Empty(DeviceLayout.Of(typeof(Empty)).Leaves);
        Assert.Equal(1, DeviceLayout.Of(typeof(Empty)).Size);
    }

    internal enum EmptyEnum : byte;

    [Theory]
    [InlineData(typeof(string), "strings")]
    [InlineData(typeof(object), "class")]
    [InlineData(typeof(decimal), "decimal")]
    [InlineData(typeof(Action), "delegates")]
    [InlineData(typeof(IDisposable), "interface")]
    [InlineData(typeof(Packed), "not aligned")]
    [InlineData(typeof((int, string)), "field 'Item2'")]
    [InlineData(typeof(List<int>), "class")]
    public void What_cannot_exist_on_a_device_is_refused(Type type, string reason)
    {
        var error = Assert.Throws<KernelCompilationException>(() => DeviceLayout.Of(type));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
