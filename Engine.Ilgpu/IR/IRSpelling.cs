using System.Globalization;
using System.Text;

namespace Engine.Ilgpu.IR;

/// <summary>How names, variants and constants are spelled in IR text; shared by the printer and the parser.</summary>
internal static class IRSpelling
{
    private static readonly string[] Comparisons = ["eq", "ne", "lt", "le", "gt", "ge", "ult", "ule", "ugt", "uge"];
    private static readonly string[] Atomics = ["add", "min", "max", "umin", "umax", "and", "or", "xor", "xchg"];
    private static readonly string[] Fences = ["group", "device", "system"];
    private static readonly string[] Faults = ["", "index", "divzero", "divoverflow", "failed"];

    /// <summary>The names of the immediates that are written as a suffix of the mnemonic; null for other operations.</summary>
    public static string[]? Variants(Op op) => op switch
    {
        Op.Compare => Comparisons,
        Op.Atomic => Atomics,
        Op.Fence => Fences,
        Op.Assert => Faults,
        _ => null,
    };

    /// <summary>The suffix for an immediate: its name, or its number if it has none.</summary>
    public static string Variant(Op op, long immediate)
    {
        string[] names = Variants(op)!;
        return immediate >= 0 && immediate < names.Length && names[immediate].Length > 0
            ? names[immediate]
            : immediate.ToString(CultureInfo.InvariantCulture);
    }

    public static bool TryParseVariant(Op op, string text, out long immediate)
    {
        immediate = text.Length == 0 ? -1 : Array.IndexOf(Variants(op)!, text);
        return immediate >= 0
            || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out immediate);
    }

    /// <summary>How an argument of assembly is used, in the order of <see cref="AssemblyUse"/>.</summary>
    public static string[] AssemblyUses { get; } = ["in", "out", "ref"];

    /// <summary>assembly "text" (use type, …).</summary>
    public static string Template(AssemblyTemplate template) =>
        $"assembly {Quote(template.Text)} ({string.Join(", ", template.Arguments.Select(argument => $"{AssemblyUses[(int)argument.Use]} {argument.Type.Name()}"))})";

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';

    /// <summary>A name as it stands after @ or ^: quoted unless it is a plain identifier.</summary>
    public static string Name(string name) =>
        name.Length > 0 && (IsNameStart(name[0]) || char.IsAsciiDigit(name[0])) && name.All(IsNamePart) ? name : Quote(name);

    public static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                result.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                result.Append(c);
        }
        return result.Append('"').ToString();
    }

    /// <summary>value:type; floats in the shortest form that reads back the same, NaNs by their bits.</summary>
    public static string Literal(Constant constant) => $"{Number(constant)}:{constant.Type.Name()}";

    private static string Number(Constant constant)
    {
        switch (constant.Type)
        {
            case IRType.Float32 when float.IsNaN(constant.AsFloat32):
                return $"0x{(uint)constant.Bits:x8}";
            case IRType.Float64 when double.IsNaN(constant.AsFloat64):
                return $"0x{constant.Bits:x16}";
            case IRType.Float32 or IRType.Float64 when double.IsInfinity(Widen(constant)):
                return Widen(constant) > 0 ? "inf" : "-inf";
            case IRType.Float32:
                return constant.AsFloat32.ToString("R", CultureInfo.InvariantCulture);
            case IRType.Float64:
                return constant.AsFloat64.ToString("R", CultureInfo.InvariantCulture);
            default:
                return constant.Bits.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static double Widen(Constant constant) =>
        constant.Type == IRType.Float32 ? constant.AsFloat32 : constant.AsFloat64;

    /// <summary>The inverse of <see cref="Literal"/>; null if the text is no number, or does not fit the type.</summary>
    public static Constant? ParseLiteral(string number, IRType type)
    {
        if (type == IRType.Void)
            return null;
        if (number.StartsWith("0x", StringComparison.Ordinal))
        {
            return ulong.TryParse(number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)
                && (type.SizeInBits() == 64 || bits >> type.SizeInBits() == 0)
                ? Constant.FromBits(type, (long)bits)
                : null;
        }
        if (type.IsFloat())
        {
            double? infinity = number switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => null };
            if (type == IRType.Float32)
            {
                float narrow = (float)(infinity ?? 0);
                return infinity is not null || float.TryParse(number, FloatStyle, CultureInfo.InvariantCulture, out narrow)
                    ? Constant.Float32(narrow)
                    : null;
            }
            double wide = infinity ?? 0;
            return infinity is not null || double.TryParse(number, FloatStyle, CultureInfo.InvariantCulture, out wide)
                ? Constant.Float64(wide)
                : null;
        }
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
            return null;
        var constant = Constant.FromBits(type, integer);
        return constant.Bits == integer ? constant : null;
    }

    private const NumberStyles FloatStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
}
