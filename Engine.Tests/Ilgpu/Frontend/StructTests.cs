using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace Engine.Tests.Ilgpu.Frontend;

public class StructTests
{
    private static readonly int[] Inputs = [-1000, -7, -1, 0, 1, 2, 3, 5, 8, 13, 255, 256, 70000];

    internal struct Vector(float x, float y)
    {
        public float X = x;
        public float Y = y;

        public readonly float Dot(Vector other) => X * other.X + Y * other.Y;

        public void Scale(float factor)
        {
            X *= factor;
            Y *= factor;
        }

        public static Vector operator +(Vector a, Vector b) => new(a.X + b.X, a.Y + b.Y);
    }

    internal struct Nested
    {
        public byte Tag;
        public Vector Inner;
        public (int A, long B) Pair;
        public bool Flag { get; set; }
    }

    internal readonly record struct Scaled(float Value, float Factor)
    {
        public float Product => Value * Factor;
    }

    private readonly record struct Holder(Scaled Inner, int Offset)
    {
        public float With(float factor) => (Inner with { Factor = factor + Offset }).Product;
    }

    [Fact]
    public void A_with_expression_changes_its_copy() => KernelRun.Same(
        static (int v) =>
        {
            var before = new Scaled(v, 2);
            var after = before with { Factor = v };
            return (before.Product, after.Product, new Holder(before, 3).With(v));
        },
        Inputs);

    [Fact]
    public void A_readonly_structure_can_be_assigned_anew() => KernelRun.Same(
        static (int v) =>
        {
            var scaled = new Scaled(v, 2);
            float first = scaled.Product;
            if (v > 0)
                scaled = new Scaled(v, 3);
            return (first, scaled.Product);
        },
        Inputs);

    [Fact]
    public void Fields_methods_and_operators() => KernelRun.Same(
        static (int v) =>
        {
            var a = new Vector(v, 2);
            var b = new Vector { X = 3, Y = v };
            a.Scale(2);
            var sum = a + b;
            ref var alias = ref sum;
            alias.Y += 1;
            var copy = sum;
            copy.X = 99;
            return (sum.Dot(b), sum.X, sum.Y, copy.X);
        },
        Inputs);

    [Fact]
    public void Nested_structures_tuples_and_properties() => KernelRun.Same(
        static (int v) =>
        {
            Nested n = default;
            n.Tag = (byte)v;
            n.Inner.X = v;
            n.Pair = (v, v * 2L);
            n.Pair.B++;
            n.Flag = v > 3;
            var m = n with { Tag = 9 };
            m.Inner.Scale(3);
            var (a, b) = m.Pair;
            return (n, m, a + b);
        },
        Inputs);

    [Fact]
    public void References_to_fields_locals_and_through_ternaries() => KernelRun.Same(
        static (int v) =>
        {
            int first = v, second = v + 1;
            ref int chosen = ref v > 3 ? ref first : ref second;
            chosen *= 10;
            Bump(ref first, out int old, in second);
            Nested n = default;
            ref long b = ref PairOf(ref n).B;
            b = v;
            if (v > 5)
                chosen = ref second;
            chosen -= 1;
            return (first, second, old, n.Pair.B);
        },
        Inputs);

    private static void Bump(ref int target, out int old, in int by)
    {
        old = target;
        target += by;
    }

    private static ref (int A, long B) PairOf(ref Nested nested) => ref nested.Pair;

    internal interface IShape
    {
        float Area();

        float Twice() => Area() * 2;

        static abstract int Corners { get; }

        static virtual string? Name => null;

        static virtual int Sides() => 4;
    }

    internal struct Square(float side) : IShape
    {
        public float Side = side;
        public static int Corners => 4;
        public float Area() => Side * Side;
    }

    internal struct Disc : IShape
    {
        public float Radius;
        static int IShape.Corners => 0;
        static int IShape.Sides() => 1;
        float IShape.Area() => 3 * Radius * Radius;
        float IShape.Twice() => 6 * Radius * Radius;
    }

    private static float Measure<TShape>(TShape shape) where TShape : struct, IShape =>
        shape.Area() + shape.Twice() * TShape.Corners + TShape.Sides();

    [Fact]
    public void Functors_with_static_abstract_and_default_members() => KernelRun.Same(
        static (int v) => (Measure(new Square(v)), Measure(new Disc { Radius = v })), Inputs);

    internal interface IMap
    {
        static abstract T Apply<T>(T value) where T : struct, INumber<T>;
        T Keep<T>(T value) where T : unmanaged;
    }

    internal readonly struct Doubling : IMap
    {
        public static T Apply<T>(T value) where T : struct, INumber<T> => value + value;
        public T Keep<T>(T value) where T : unmanaged => value;
    }

    private static T Twice<TMap, T>(T value) where TMap : struct, IMap where T : struct, INumber<T> =>
        TMap.Apply(TMap.Apply(value)) - T.One + T.Max(value, T.Zero);

    [Fact]
    public void Generic_virtual_methods_and_generic_arithmetic() => KernelRun.Same(
        static (int v) => (Twice<Doubling, int>(v), Twice<Doubling, float>(v), Twice<Doubling, ulong>((ulong)v), default(Doubling).Keep((short)v)), Inputs);

    private static int SizeByType<T>() where T : unmanaged =>
        typeof(T) == typeof(byte) ? 1 : typeof(T) == typeof(int) ? 4 : throw new NotSupportedException("other");

    [Fact]
    public void Comparisons_of_types_are_decided_while_compiling() => KernelRun.Same(
        static (int v) => v + SizeByType<byte>() * 10 + SizeByType<int>() * 100 + Unsafe.SizeOf<Nested>(), Inputs);

    [StructLayout(LayoutKind.Explicit)]
    internal struct Union
    {
        [FieldOffset(0)] public int Whole;
        [FieldOffset(0)] public byte Low;
        [FieldOffset(2)] public short High;
        [FieldOffset(4)] public float Other;
    }

    [Fact]
    public void Unions_share_their_bytes() => KernelRun.Same(
        static (int v) =>
        {
            Union u = default;
            u.Whole = v;
            u.Other = 2;
            byte low = u.Low;
            u.High = 0x1234;
            var copy = u;
            copy.Low++;
            return (low, u.Whole, copy.Whole, copy);
        },
        Inputs);

    internal unsafe struct Fixed
    {
        public byte Head;
        public fixed int Values[6];
    }

    [InlineArray(5)]
    internal struct Five
    {
        private short _first;
    }

    internal struct WithFive
    {
        public Five Values;
        public int Tail;
    }

    [Fact]
    public unsafe void Fixed_buffers_and_pointers() => KernelRun.Same(
        static (int v) =>
        {
            Fixed f = default;
            f.Head = 3;
            for (int i = 0; i < 6; i++)
                f.Values[i] = v * i;
            var copy = f;
            int* p = stackalloc int[8];
            for (int i = 0; i < 8; i++)
                p[i] = v + i;
            int* q = p + 3;
            *q += 100;
            return (copy.Values[v & 3], copy.Head, q[-1] + q[0] + *(q + (v & 1)), q - p, copy);
        },
        Inputs);

    [Fact]
    public void Inline_arrays() => KernelRun.Same(
        static (int v) =>
        {
            WithFive w = default;
            Unsafe.Add(ref Unsafe.As<Five, short>(ref w.Values), v & 3) = (short)v;
            w.Tail = 5;
            return w;
        },
        Inputs);

    [Fact]
    public void Local_arrays_and_their_initialisers() => KernelRun.Same(
        static (int v) =>
        {
            int[] table = [3, 1, 4, 1, 5, 9, 2, 6];
            var bytes = new byte[4];
            var vectors = new Vector[3];
            bytes[v & 3] = (byte)v;
            vectors[1].X = v;
            vectors[v & 1] = vectors[1];
            ref float y = ref vectors[2].Y;
            y = 7;
            long sum = table.Length;
            foreach (int entry in table)
                sum = sum * 3 + entry;
            return (table[v & 7], bytes[1], bytes[v & 3], vectors[0].X, vectors[2].Y, sum);
        },
        Inputs);

    [Fact]
    public void Half_arithmetic_comes_from_the_class_library() => KernelRun.Same(
        static (int v) => (float)(Half)(v * 0.37f), Inputs);

    private static readonly int Offset = 40 + 2;
    private static readonly Vector Origin = new(1.5f, -2);

    [Fact]
    public void Static_readonly_fields_are_constants() => KernelRun.Same(
        static (int v) => (v + Offset, Origin.X * v, Origin.Dot(new Vector(v, 1)), int.MaxValue - v), Inputs);

    [Fact]
    public void Local_functions_share_variables_by_reference() => KernelRun.Same(
        static (int v) =>
        {
            int total = 0;
            void Add(int n) => total += n * v;
            Add(3);
            Add(5);
            return total;
        },
        Inputs);

    [Fact]
    public void Bit_casts_and_unaligned_access() => KernelRun.Same(
        static (int v) =>
        {
            long pair = Unsafe.BitCast<(int, int), long>((v, 7));
            var bytes = new byte[16];
            Unsafe.WriteUnaligned(ref bytes[3], v);
            return (pair, Unsafe.ReadUnaligned<short>(ref bytes[4]), Unsafe.ReadUnaligned<int>(ref bytes[3]), BitConverter.Int32BitsToSingle(v & 0x7f000000));
        },
        Inputs);
}
