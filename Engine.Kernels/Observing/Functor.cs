using System.Reflection;
using System.Text;
using ILGPU;

namespace Engine.Kernels;

/// <summary>What the type of a kernel's functor tells about the work.</summary>
internal static class Functor<T>
    where T : struct
{
    /// <summary>"-relu" for Relu, "-adam" for AdamUpdate; nothing for what leaves values as they are.</summary>
    public static string Suffix { get; } = typeof(T) == typeof(Identity) ? "" : SuffixOf(typeof(T));

    /// <summary>Arrays of floats that it works on: for an optimizer the weights and their state.</summary>
    public static int Arrays { get; } = ArraysOf(typeof(T));

    // A modified rule bears the modifier's name before its own.
    private static string SuffixOf(Type type)
    {
        string name = type.Name.Split('`')[0];
        foreach (string part in new[] { "Scheduled", "Update" })
        {
            name = name.Replace(part, "", StringComparison.Ordinal);
        }

        var suffix = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter))
            {
                suffix.Append('-');
            }

            suffix.Append(char.ToLowerInvariant(letter));
        }

        return type.IsGenericType ? suffix + SuffixOf(type.GenericTypeArguments[0]) : suffix.ToString();
    }

    // A schedule is shared by all weights; modifiers work on the arrays of their rule.
    private static int ArraysOf(Type type) => type.IsGenericType ? ArraysOf(type.GenericTypeArguments[0]) : type
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Sum(field =>
            field.FieldType == typeof(ArrayView<float>) ? 1
            : field.FieldType.Assembly == type.Assembly && field.FieldType != typeof(StepSchedule) ? ArraysOf(field.FieldType)
            : 0);
}
