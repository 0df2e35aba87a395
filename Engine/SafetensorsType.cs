using System.Diagnostics.CodeAnalysis;

namespace Engine;

/// <summary>The element types of the safetensors format.</summary>
[SuppressMessage("Naming", "CA1712", Justification = "The format's own names.")]
public enum SafeTensorType
{
    /// <summary>A byte that is 0 or 1.</summary>
    Bool,

    /// <summary>4-bit float; two elements a byte.</summary>
    F4,

    /// <summary>6-bit float, 2 exponent bits; four elements in three bytes.</summary>
    F6E2M3,

    /// <summary>6-bit float, 3 exponent bits; four elements in three bytes.</summary>
    F6E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8-bit float, 5 exponent bits.</summary>
    F8E5M2,

    /// <summary>8-bit float, 4 exponent bits.</summary>
    F8E4M3,

    /// <summary>8-bit power-of-two scale.</summary>
    F8E8M0,

    /// <summary>16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>The upper half of a float32.</summary>
    BF16,

    /// <summary>32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single.</summary>
    F32,

    /// <summary>Two float32: a complex number.</summary>
    C64,

    /// <summary>IEEE double.</summary>
    F64,

    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>Names and sizes of <see cref="SafeTensorType"/>.</summary>
internal static class SafeTensorTypes
{
    private static readonly (string Name, int Bits)[] s_table =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8),
        ("F8_E8M0", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32),
        ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    public static string Name(this SafeTensorType type) => s_table[(int)type].Name;

    public static bool TryParse(string name, out SafeTensorType type)
    {
        int index = Array.FindIndex(s_table, entry => entry.Name == name);
        type = (SafeTensorType)index;
        return index >= 0;
    }

    /// <summary>The bytes that a shape takes; -1 if an extent is negative, the product overflows or ends within a byte.</summary>
    public static long ByteSize(this SafeTensorType type, IReadOnlyList<long> shape)
    {
        long bits = s_table[(int)type].Bits;
        foreach (long extent in shape)
        {
            if (extent < 0)
            {
                return -1;
            }

            Int128 product = (Int128)bits * extent;
            if (product > long.MaxValue)
            {
                return -1;
            }

            bits = (long)product;
        }

        return bits % 8 == 0 ? bits / 8 : -1;
    }
}
