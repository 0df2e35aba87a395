using System.Globalization;
using Engine.Ilgpu.Devices;
using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>An operation on one or two operands of given types: C# with $0 and $1 for them.</summary>
internal sealed record GridOperation(ScalarType Result, string KernelText, string ReferenceText, ScalarType Left, ScalarType? Right)
{
    public bool IsShift { get; init; }

    public override string ToString() => $"{KernelText} on {Left}{(Right is { } right ? " and " + right : "")}";
}

/// <summary>
/// Makes of each operation kernels that apply it to a grid of boundary values: all of them read from memory, left or
/// right ones known at compile time, both known.
/// </summary>
internal static class OperationGrid
{
    public static IEnumerable<GridOperation> Arithmetic()
    {
        foreach (var type in ScalarTypes.Numeric)
        {
            var result = type.IsNarrow() ? Int : type;
            foreach (string sign in new[] { "+", "-", "*" })
                yield return Binary(result, $"($0 {sign} $1)", type);
            if (type.IsFloat())
            {
                yield return Binary(result, "($0 / $1)", type);
                yield return Binary(result, "($0 % $1)", type);
                continue;
            }
            yield return Binary(result, "($0 / $1)", type) with { ReferenceText = "Lib.Div($0, $1)" };
            yield return Binary(result, "($0 % $1)", type) with { ReferenceText = "Lib.Rem($0, $1)" };
            foreach (string sign in new[] { "&", "|", "^" })
                yield return Binary(result, $"($0 {sign} $1)", type);
        }
    }

    public static IEnumerable<GridOperation> Shifts()
    {
        foreach (var type in ScalarTypes.Numeric.Where(type => !type.IsFloat()))
        {
            var result = type.IsNarrow() ? Int : type;
            foreach (string sign in new[] { "<<", ">>", ">>>" })
                yield return new GridOperation(result, $"($0 {sign} $1)", $"($0 {sign} $1)", type, Int) { IsShift = true };
        }
    }

    public static IEnumerable<GridOperation> Comparisons()
    {
        foreach (var type in ScalarTypes.Numeric)
        {
            foreach (string sign in new[] { "<", "<=", ">", ">=", "==", "!=" })
            {
                yield return Binary(ScalarType.Byte, $"(byte)($0 {sign} $1 ? 1 : 0)", type);
                // Negated in a branch, where NaN tells < from "not >=".
                yield return Binary(ScalarType.Byte, $"(byte)(!($0 {sign} $1) ? 1 : 0)", type);
            }
        }
    }

    public static IEnumerable<GridOperation> MinMax()
    {
        foreach (var type in ScalarTypes.Numeric)
        {
            foreach (string name in new[] { "Min", "Max" })
            {
                yield return Binary(type, $"Math.{name}($0, $1)", type);
                yield return Binary(type, $"IntrinsicMath.{name}($0, $1)", type) with { ReferenceText = $"Math.{name}($0, $1)" };
            }
            if (!type.IsFloat())
                continue;
            // What x86 calls a minimum and a maximum: the second operand for NaN and equal zeros.
            foreach (string choice in new[] { "$0 < $1 ? $0 : $1", "$0 < $1 ? $1 : $0", "$0 > $1 ? $0 : $1", "$0 > $1 ? $1 : $0" })
                yield return Binary(type, $"({choice})", type);
            yield return Single(type, "($0 < -1 ? -1 : $0 > 2 ? 2 : $0)", type);
            yield return Single(type, "($0 > 0 ? 0 : $0 < -1 ? -1 : $0)", type);
            yield return Binary(type, "XMath.Min($0, $1)", type) with { ReferenceText = "Math.Min($0, $1)" };
            yield return Binary(type, "XMath.Max($0, $1)", type) with { ReferenceText = "Math.Max($0, $1)" };
            yield return Binary(type, "IntrinsicMath.CopySign($0, $1)", type) with { ReferenceText = (type == Float ? "MathF" : "Math") + ".CopySign($0, $1)" };
        }
    }

    public static IEnumerable<GridOperation> Unary()
    {
        foreach (var type in ScalarTypes.Numeric)
        {
            var promoted = type.IsNarrow() ? Int : type;
            if (type != ULong && type != UInt)
                yield return Single(promoted, "(-$0)", type);
            if (!type.IsFloat())
                yield return Single(promoted, "(~$0)", type);
        }
        foreach (var type in ScalarTypes.WideIntegers)
        {
            string unsigned = type is Int or UInt ? "uint" : "ulong";
            yield return Single(Int, "IntrinsicMath.PopCount($0)", type) with { ReferenceText = $"BitOperations.PopCount(({unsigned})$0)" };
            yield return Single(Int, "IntrinsicMath.LeadingZeroCount($0)", type) with { ReferenceText = $"BitOperations.LeadingZeroCount(({unsigned})$0)" };
            yield return Single(Int, "IntrinsicMath.TrailingZeroCount($0)", type) with { ReferenceText = "BitOperations.TrailingZeroCount($0)" };
        }
        foreach (var type in new[] { Int, Long })
        {
            yield return Single(type, "Math.Abs($0)", type) with { ReferenceText = "Lib.Abs($0)" };
            yield return Single(type, "IntrinsicMath.Abs($0)", type) with { ReferenceText = "Lib.Abs($0)" };
        }
        foreach (var (type, math) in new[] { (Float, "MathF"), (ScalarType.Double, "Math") })
        {
            foreach (string name in new[] { "Abs", "Sqrt", "Floor", "Ceiling", "Truncate", "Round" })
            {
                yield return Single(type, $"{math}.{name}($0)", type);
                yield return Single(type, $"XMath.{name}($0)", type) with { ReferenceText = $"{math}.{name}($0)" };
            }
            yield return Single(type, "XMath.RoundAwayFromZero($0)", type) with { ReferenceText = $"{math}.Round($0, MidpointRounding.AwayFromZero)" };
            yield return Single(type, "XMath.Rcp($0)", type) with { ReferenceText = "(1 / $0)" };
            yield return Single(type, "XMath.Rsqrt($0)", type) with { ReferenceText = $"(1 / {math}.Sqrt($0))" };
            yield return Single(Int, "XMath.Sign($0)", type) with { ReferenceText = "($0 < 0 ? -1 : $0 > 0 ? 1 : 0)" };
            foreach (string name in new[] { "IsNaN", "IsInfinity", "IsFinite" })
            {
                yield return Single(ScalarType.Byte, $"(byte)({type.Keyword()}.{name}($0) ? 1 : 0)", type);
                yield return Single(ScalarType.Byte, $"(byte)(XMath.{name}($0) ? 1 : 0)", type) with
                {
                    ReferenceText = $"(byte)({type.Keyword()}.{name}($0) ? 1 : 0)",
                };
            }
        }
    }

    public static IEnumerable<GridOperation> Elementary()
    {
        foreach (var type in new[] { Float, ScalarType.Double })
        {
            foreach (string name in new[] { "Exp", "Exp2", "Log", "Log2", "Log10", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh" })
                yield return Single(type, $"XMath.{name}($0)", type);
            yield return Binary(type, "XMath.Pow($0, $1)", type);
            yield return Binary(type, "XMath.Atan2($0, $1)", type);
        }
    }

    public static IEnumerable<GridOperation> Conversions()
    {
        foreach (var from in ScalarTypes.Numeric)
        {
            foreach (var to in ScalarTypes.Numeric)
                yield return Single(to, $"(({to.Keyword()})$0)", from);
        }
        yield return Single(UInt, "Interop.FloatAsInt($0)", Float) with
        {
            ReferenceText = "(float.IsNaN($0) ? 0u : BitConverter.SingleToUInt32Bits($0))",
            KernelText = "(float.IsNaN($0) ? 0u : Interop.FloatAsInt($0))",
        };
        foreach (var from in ScalarTypes.Numeric.Where(type => !type.IsFloat()))
        {
            yield return Single(Float, "Interop.IntAsFloat((uint)$0)", from) with { ReferenceText = "Lib.BitsToFloat((uint)$0)" };
            yield return Single(ScalarType.Double, "Interop.IntAsFloat((ulong)$0)", from) with { ReferenceText = "Lib.BitsToDouble((ulong)$0)" };
        }
    }

    /// <summary>The kernels of one operation.</summary>
    public static IEnumerable<KernelProgram> Programs(GridOperation operation)
    {
        foreach (bool constantLeft in new[] { false, true })
        {
            if (operation.Right is null)
            {
                yield return Program(operation, constantLeft, false);
                continue;
            }
            foreach (bool constantRight in new[] { false, true })
                yield return Program(operation, constantLeft, constantRight);
        }
    }

    private static KernelProgram Program(GridOperation operation, bool constantLeft, bool constantRight)
    {
        bool binary = operation.Right is not null;
        long[] left = Values(operation, operation.Left, false, constantLeft);
        long[] right = binary ? Values(operation, operation.Right!.Value, true, constantRight) : [0];
        var parameters = new List<object>();
        AddOperand(parameters, "a", operation.Left, left, constantLeft);
        if (binary)
            AddOperand(parameters, "b", operation.Right!.Value, right, constantRight);
        parameters.Add(new ProgramBuffer("result", operation.Result, new byte[left.Length * right.Length * operation.Result.Size()]));

        // An item for each combination of what is not known; a statement for each combination of what is.
        int leftItems = constantLeft ? 1 : left.Length;
        int rightItems = constantRight ? 1 : right.Length;
        var statements = new List<Node>();
        for (int x = 0; x < (constantLeft ? left.Length : 1); x++)
        {
            for (int y = 0; y < (constantRight ? right.Length : 1); y++)
            {
                string leftIndex = constantLeft ? Text(x) : $"(i / {rightItems})";
                string rightIndex = constantRight ? Text(y) : $"(i % {rightItems})";
                var a = Node.Expression(operation.Left, constantLeft ? "a" + Text(x) : $"a[{leftIndex}]");
                var b = Node.Expression(operation.Right ?? Int, constantRight ? "b" + Text(y) : $"b[{rightIndex}]");
                var value = Node.Expression(operation.Result, operation.KernelText, operation.ReferenceText, binary ? [a, b] : [a]);
                statements.Add(Node.Statement($"result[{leftIndex} * {right.Length} + {rightIndex}] = $0;", value));
            }
        }
        int items = leftItems * rightItems;
        return new KernelProgram
        {
            Seed = 0,
            Launch = new ProgramLaunch(1, items, 1, new LaunchGeometry((items + 63) / 64, 1, 1, 64, 1, 1, 0)),
            Parameters = parameters,
            Members = [],
            Body = Node.Block(statements),
            HasReference = true,
            Assertions = false,
            WarpSize = 16,
        };
    }

    private static long[] Values(GridOperation operation, ScalarType type, bool right, bool constant) =>
        operation.IsShift && right ? OperationGridValues.ShiftAmounts(constant)
        : constant ? OperationGridValues.Constant(type)
        : OperationGridValues.Opaque(type);

    private static void AddOperand(List<object> parameters, string name, ScalarType type, long[] values, bool constant)
    {
        if (constant)
        {
            parameters.AddRange(values.Select((bits, i) =>
                new ProgramScalar(name + Text(i), type.Keyword(), [("", type, bits)], Specialized: true)));
            return;
        }
        byte[] data = [.. values.SelectMany(bits => BitConverter.GetBytes(bits)[..type.Size()])];
        parameters.Add(new ProgramBuffer(name, type, data));
    }

    private static GridOperation Binary(ScalarType result, string text, ScalarType type) => new(result, text, text, type, type);
    private static GridOperation Single(ScalarType result, string text, ScalarType type) => new(result, text, text, type, null);
    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
