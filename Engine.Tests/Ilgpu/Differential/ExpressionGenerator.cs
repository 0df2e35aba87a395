using static Engine.Tests.Ilgpu.Differential.ScalarType;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Makes random expressions of a wanted type.</summary>
internal sealed class ExpressionGenerator(Random random, GeneratorScope scope, bool assertions)
{
    // Where no variable is at hand, an index could be an array's element, whose index could be one, and so on.
    private const int IndexLimit = 3;

    private static readonly ScopeFunction[] Library = BuildLibrary();
    private int _indices;

    /// <summary>Side effects (assignments within expressions) are allowed.</summary>
    public bool Effects { get; set; } = true;

    public Node Make(ScalarType type, int depth)
    {
        if (depth <= 0 || random.Next(4) == 0)
            return Leaf(type);
        if (random.Next(10) == 0)
        {
            return Node.Expression(type, "($0 ? $1 : $2)", Make(Bool, depth - 1), Make(type, depth - 1), Make(type, depth - 1));
        }
        if (random.Next(30) == 0)
        {
            return Node.Expression(
                type, "(($0 & 3) switch { 0 => $1, 1 => $2, 3 => $3, _ => $4 })", Make(Int, depth - 1),
                Make(type, depth - 1), Make(type, depth - 2), Make(type, depth - 2), Make(type, depth - 2));
        }
        if (random.Next(6) == 0 && Call(type, depth) is { } call)
            return call;
        if (Effects && !scope.UniformOnly && random.Next(25) == 0 && Assignment(type, depth) is { } assignment)
            return assignment;
        if (type == Bool)
            return Boolean(depth);
        if (random.Next(4) == 0)
            return Conversion(type, depth);
        if (type.IsNarrow())
            return Node.Expression(type, $"(({type.Keyword()})$0)", Integer(random.Next(2) == 0 ? Int : UInt, depth, () => Make(type, depth - 1)));
        return type.IsFloat() ? FloatArithmetic(type, depth) : Integer(type, depth, () => Make(type, depth - 1));
    }

    /// <summary>An int within [0, length).</summary>
    public Node Index(int length, int depth)
    {
        _indices++;
        var inner = Make(Int, depth);
        _indices--;
        return Node.Expression(Int, $"(int)((uint)$0 % {length}u)", inner);
    }

    public Node Leaf(ScalarType type)
    {
        var variables = scope.Readable(type).ToArray();
        var arrays = scope.UniformOnly || _indices == IndexLimit ? [] : scope.Arrays.Where(array => array.Type == type).ToArray();
        int choice = random.Next(10);
        if (choice < 6 && variables.Length > 0)
            return Node.Expression(type, variables[random.Next(variables.Length)].Text);
        if (choice < 8 && arrays.Length > 0)
        {
            var array = arrays[random.Next(arrays.Length)];
            if (array.Base.Length == 0 && !array.Assignable && random.Next(4) == 0)
            {
                return random.Next(2) == 0
                    ? Node.Expression(type, $"Lib.At<{type.Keyword()}>({array.Name}, $0)", Index(array.Length, random.Next(2)))
                    : Node.Expression(
                        type, $"{array.Name}.SubView({array.Length / 2}, {array.Length - (array.Length / 2)})[$0]",
                        $"{array.Name}[{array.Length / 2} + $0]", Index(array.Length - (array.Length / 2), random.Next(2)));
            }
            return Node.Expression(type, $"{array.Name}[{array.Base}$0]", Index(array.Length, random.Next(2)));
        }
        // Constants fold away; what is not known at compile time tests more.
        if (choice < 9 && type != Bool)
        {
            var others = scope.Variables.Where(variable => variable.Type != Bool && (variable.Uniform || !scope.UniformOnly)).ToArray();
            if (others.Length > 0)
            {
                var other = others[random.Next(others.Length)];
                return Cast(type, Node.Expression(other.Type, other.Text));
            }
        }
        if (type == Bool && choice < 9)
            return Node.Expression(Bool, "($0 < $1)", Leaf(Int), Leaf(Int));
        return Node.Literal(type, type.RandomBits(random));
    }

    private Node? Call(ScalarType type, int depth)
    {
        var candidates = Library.Concat(scope.UniformOnly ? [] : scope.Functions).Where(function => function.Type == type).ToArray();
        if (candidates.Length == 0)
            return null;
        var function = candidates[random.Next(candidates.Length)];
        var arguments = function.Arguments.Select(argument => Make(argument, depth - 1)).ToArray();
        string[] texts = function.Text.Split('|');
        return Node.Expression(type, texts[0], texts[^1], arguments);
    }

    private Node? Assignment(ScalarType type, int depth)
    {
        var targets = scope.Assignable.Where(variable => variable.Type == type).ToArray();
        if (targets.Length == 0 || type == Bool)
            return null;
        string target = targets[random.Next(targets.Length)].Text;
        return random.Next(4) switch
        {
            0 => Node.Expression(type, $"({target} = $0)", Make(type, depth - 1)),
            1 => Node.Expression(type, $"({target} += $0)", Make(type, depth - 1)),
            2 => Node.Expression(type, $"({target}++)"),
            _ => Node.Expression(type, $"(--{target})"),
        };
    }

    private Node Boolean(int depth)
    {
        if (random.Next(3) == 0)
        {
            string text = random.Next(6) switch
            {
                0 => "($0 && $1)",
                1 => "($0 || $1)",
                2 => "($0 ^ $1)",
                3 => "($0 & $1)",
                4 => "($0 != $1)",
                _ => "(!$0 | $1)",
            };
            return Node.Expression(Bool, text, Make(Bool, depth - 1), Make(Bool, depth - 1));
        }
        var operand = ScalarTypes.Numeric[random.Next(ScalarTypes.Numeric.Length)];
        string[] operators = ["<", "<=", ">", ">=", "==", "!="];
        string comparison = $"($0 {operators[random.Next(operators.Length)]} $1)";
        return Node.Expression(Bool, comparison, Make(operand, depth - 1), Make(operand, depth - 1));
    }

    private Node Conversion(ScalarType type, int depth)
    {
        var from = ScalarTypes.All[random.Next(ScalarTypes.All.Length)];
        return from == Bool
            ? Node.Expression(type, $"({type.Keyword()})($0 ? 1 : 0)", Make(Bool, depth - 1))
            : Node.Expression(type, $"(({type.Keyword()})$0)", Make(from, depth - 1));
    }

    private Node FloatArithmetic(ScalarType type, int depth)
    {
        string text = random.Next(8) switch
        {
            0 => "(-$0)",
            1 or 2 => "($0 + $1)",
            3 => "($0 - $1)",
            4 or 5 => "($0 * $1)",
            6 => "($0 / $1)",
            _ => "($0 % $1)",
        };
        var left = Make(type, depth - 1);
        return text.Contains("$1", StringComparison.Ordinal)
            ? Node.Expression(type, text, left, Make(type, depth - 1))
            : Node.Expression(type, text, left);
    }

    /// <summary>Arithmetic on one of the wide integer types; the operands come from <paramref name="operand"/>.</summary>
    private Node Integer(ScalarType type, int depth, Func<Node> operand)
    {
        switch (random.Next(14))
        {
            case 0:
                return Node.Expression(type, type.IsSigned() ? "(-$0)" : "(~$0)", Cast(type, operand()));
            case 1:
                return Node.Expression(type, "(~$0)", Cast(type, operand()));
            case 2 or 3:
                return Division(type, Cast(type, operand()), Cast(type, operand()));
            case 4 or 5:
                string[] shifts = ["<<", ">>", ">>>"];
                return Node.Expression(
                    type, $"($0 {shifts[random.Next(shifts.Length)]} $1)", Cast(type, operand()),
                    random.Next(2) == 0 ? Node.Literal(Int, random.Next(-3, 70)) : Make(Int, depth - 1));
            default:
                string[] operators = ["+", "-", "*", "&", "|", "^"];
                return Node.Expression(
                    type, $"($0 {operators[random.Next(operators.Length)]} $1)", Cast(type, operand()), Cast(type, operand()));
        }
    }

    private static Node Cast(ScalarType type, Node node) =>
        node.Type == type ? node : Node.Expression(type, $"(({type.Keyword()})$0)", node);

    private Node Division(ScalarType type, Node left, Node right)
    {
        bool remainder = random.Next(2) == 0;
        string sign = remainder ? "%" : "/";
        if (assertions)
        {
            string one = type.Literal(1);
            return Node.Expression(type, $"($0 {sign} (($1 & {type.Literal(7)}) + {one}))", left, right);
        }
        // C# refuses a division by a constant zero.
        string divisor = right.IsConstant ? "Lib.Id($1)" : "$1";
        return Node.Expression(type, $"($0 {sign} {divisor})", remainder ? "Lib.Rem($0, $1)" : "Lib.Div($0, $1)", left, right);
    }

    private static ScopeFunction[] BuildLibrary()
    {
        var functions = new List<ScopeFunction>();
        void Add(ScalarType type, string text, params ScalarType[] arguments) => functions.Add(new(type, text, arguments));

        foreach (var type in ScalarTypes.Numeric)
        {
            Add(type, "Math.Min($0, $1)", type, type);
            Add(type, "Math.Max($0, $1)", type, type);
            Add(type, "IntrinsicMath.Min($0, $1)|Math.Min($0, $1)", type, type);
            Add(type, "IntrinsicMath.Max($0, $1)|Math.Max($0, $1)", type, type);
            Add(type, $"IntrinsicMath.Clamp($0, {type.Literal(SmallBits(type, 3))}, {type.Literal(SmallBits(type, 90))})"
                + $"|Math.Clamp($0, {type.Literal(SmallBits(type, 3))}, {type.Literal(SmallBits(type, 90))})", type);
            Add(type, "Lib.Chain($0, $1, $2)", type, type, Bool);
            Add(type, "Lib.Id($0)", type);
        }
        foreach (var type in ScalarTypes.WideIntegers)
        {
            string unsigned = type is Int or UInt ? "uint" : "ulong";
            Add(Int, $"IntrinsicMath.PopCount($0)|BitOperations.PopCount(Lib.Opaque(({unsigned})$0))", type);
            Add(Int, $"IntrinsicMath.LeadingZeroCount($0)|BitOperations.LeadingZeroCount(Lib.Opaque(({unsigned})$0))", type);
            Add(Int, "IntrinsicMath.TrailingZeroCount($0)|BitOperations.TrailingZeroCount(Lib.Opaque($0))", type);
        }
        foreach (var type in new[] { Int, Long })
        {
            Add(type, "Math.Abs($0)|Lib.Abs($0)", type);
            Add(type, "IntrinsicMath.Abs($0)|Lib.Abs($0)", type);
            Add(type, "Lib.Apply<AddOp, " + type.Keyword() + ">($0, $1)", type, type);
            Add(type, "Lib.Repeat<Reversed<MixOp, " + type.Keyword() + ">, " + type.Keyword() + ">($0, $1, 3)", type, type);
        }
        Add(UInt, "Lib.Apply<Reversed<MixOp, uint>, uint>($0, $1)", UInt, UInt);
        Add(Float, "Lib.Repeat<AddOp, float>($0, $1, $2 & 3)", Float, Float, Int);
        Add(Float, "Lib.Map<Scale, float>(new Scale($0, $1), $2)", Float, Int, Float);
        Add(Int, "Lib.Map<Scale, int>(new Scale($0, $1), $2)", Float, Int, Int);
        foreach (var (type, math) in new[] { (Float, "MathF"), (ScalarType.Double, "Math") })
        {
            foreach (string name in new[] { "Abs", "Sqrt", "Floor", "Ceiling", "Truncate" })
            {
                Add(type, $"{math}.{name}($0)", type);
                Add(type, $"XMath.{name}($0)|{math}.{name}($0)", type);
            }
            Add(type, $"{math}.Round($0)", type);
            Add(type, $"XMath.RoundAwayFromZero($0)|{math}.Round($0, MidpointRounding.AwayFromZero)", type);
            Add(type, $"XMath.RoundToEven($0)|{math}.Round($0)", type);
            // The sign of a NaN is nobody's promise.
            Add(type, $"{math}.CopySign($0, Lib.Number($1))", type, type);
            Add(type, $"IntrinsicMath.CopySign($0, Lib.Number($1))|{math}.CopySign($0, Lib.Number($1))", type, type);
            Add(type, $"{math}.FusedMultiplyAdd($0, $1, $2)", type, type, type);
            Add(type, $"XMath.Rem($0, $1)|($0 % $1)", type, type);
            Add(Bool, $"{type.Keyword()}.IsNaN($0)", type);
            Add(Bool, $"XMath.IsNaN($0)|{type.Keyword()}.IsNaN($0)", type);
            Add(Bool, $"XMath.IsInfinity($0)|{type.Keyword()}.IsInfinity($0)", type);
            Add(Bool, $"XMath.IsFinite($0)|{type.Keyword()}.IsFinite($0)", type);
        }
        // On the host these are the methods that kernels hold the code of; MathF and Math may differ in the last place.
        foreach (var type in new[] { Float, ScalarType.Double })
        {
            foreach (string name in new[] { "Exp", "Exp2", "Log", "Log2", "Log10", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh" })
                Add(type, $"XMath.{name}($0)", type);
            Add(type, "XMath.Pow($0, $1)", type, type);
            Add(type, "XMath.Atan2($0, $1)", type, type);
        }
        Add(Float, "Interop.IntAsFloat($0)|Lib.BitsToFloat($0)", UInt);
        Add(ScalarType.Double, "Interop.IntAsFloat($0)|Lib.BitsToDouble($0)", ULong);
        return [.. functions];
    }

    private static long SmallBits(ScalarType type, int value) => type switch
    {
        Float => BitConverter.SingleToUInt32Bits(value),
        ScalarType.Double => BitConverter.DoubleToInt64Bits(value),
        _ => value,
    };
}
