using System.Globalization;
using System.Text;
using Engine.Ilgpu.Devices;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>A buffer of a random kernel, with what it holds at the start.</summary>
internal sealed record ProgramBuffer(string Name, ScalarType Type, byte[] Data)
{
    public int Length => Data.Length / Type.Size();
}

/// <summary>A parameter passed by value: its C# type, and its leaves in order.</summary>
/// <param name="Specialized">True if the value is known when the kernel is compiled.</param>
internal sealed record ProgramScalar(
    string Name, string TypeName, IReadOnlyList<(string Path, ScalarType Type, long Bits)> Leaves, bool Specialized = false);

/// <summary>How the kernel is launched: with 1 or 2 index dimensions, or (0) explicitly grouped.</summary>
internal sealed record ProgramLaunch(int IndexDimensions, int ExtentX, int ExtentY, LaunchGeometry Geometry);

/// <summary>A random kernel: C# and the data that it runs on.</summary>
internal sealed record KernelProgram
{
    public required long Seed { get; init; }
    public required ProgramLaunch Launch { get; init; }

    /// <summary>In parameter order: buffers and scalars.</summary>
    public required IReadOnlyList<object> Parameters { get; init; }

    /// <summary>Struct and helper method declarations, which belong to this kernel alone.</summary>
    public required IReadOnlyList<Node> Members { get; init; }

    public required Node Body { get; init; }

    /// <summary>True if .NET can run it: nothing in it concerns other items.</summary>
    public required bool HasReference { get; init; }

    /// <summary>True if nothing in it divides by zero, so that it may be compiled with checks.</summary>
    public required bool Assertions { get; init; }

    /// <summary>Whether C# is compiled with optimisation.</summary>
    public bool Optimize => Seed % 2 == 0;

    public required int WarpSize { get; init; }

    /// <summary>Whether the passes are told the warp size, as a device's are, or leave it open.</summary>
    public bool IsWarpSizeKnown => Seed % 3 != 0;

    public IEnumerable<ProgramBuffer> Buffers => Parameters.OfType<ProgramBuffer>();

    public int Size => Body.Size + Members.Sum(member => member.Size);

    public static string KernelClass(int number) => "Kernel" + number.ToString(CultureInfo.InvariantCulture);
    public static string ReferenceClass(int number) => "Reference" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The class whose method Run is the kernel.</summary>
    public string PrintKernel(int number)
    {
        var parameters = Parameters.Select(parameter => parameter switch
        {
            ProgramBuffer buffer => $"ArrayView<{buffer.Type.Keyword()}> {buffer.Name}",
            ProgramScalar scalar => $"{scalar.TypeName} {scalar.Name}",
            _ => throw new InvalidOperationException(),
        });
        (string? index, string prologue) = Launch.IndexDimensions switch
        {
            1 => ("Index1D index", "int i = index;"),
            2 => ("Index2D index", $"int i = index.Y * {Launch.ExtentX} + index.X;"),
            _ => (null, "int i = Grid.IdxX * (Group.DimX * Group.DimY) + Group.LinearIndex;"),
        };
        return Print(KernelClass(number), false, string.Join(", ", index is null ? parameters : parameters.Prepend(index)), prologue, "");
    }

    /// <summary>The class whose method Launch runs the same on arrays, item by item.</summary>
    public string PrintReference(int number)
    {
        var launch = new StringBuilder();
        var parameters = new List<string> { "int i" };
        var arguments = new List<string> { "i" };
        int bits = 0;
        int buffers = 0;
        foreach (object parameter in Parameters)
        {
            if (parameter is ProgramBuffer buffer)
            {
                parameters.Add($"{buffer.Type.Keyword()}[] {buffer.Name}");
                launch.Append(CultureInfo.InvariantCulture, $"var {buffer.Name} = ({buffer.Type.Keyword()}[])buffers[{buffers++}]; ");
                arguments.Add(buffer.Name);
                continue;
            }
            var scalar = (ProgramScalar)parameter;
            parameters.Add($"{scalar.TypeName} {scalar.Name}");
            launch.Append(CultureInfo.InvariantCulture, $"{scalar.TypeName} {scalar.Name} = default; ");
            foreach (var (path, type, _) in scalar.Leaves)
                launch.Append(CultureInfo.InvariantCulture, $"{scalar.Name}{path} = Lib.From{type}(bits[{bits++}]); ");
            arguments.Add(scalar.Name);
        }
        string entry = $$"""
                public static void Launch(System.Array[] buffers, long[] bits, int items)
                {
                    {{launch}}
                    for (int i = 0; i < items; i++)
                        Run({{string.Join(", ", arguments)}});
                }

            """;
        return Print(ReferenceClass(number), true, string.Join(", ", parameters), "", entry);
    }

    private string Print(string name, bool reference, string parameters, string prologue, string entry)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"public static class {name}\n{{\n{entry}");
        foreach (var member in Members)
            text.Append("    ").Append(member.Print(reference, 4)).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"    public static void Run({parameters})\n    {{\n        unchecked\n        {{\n");
        text.Append("            ").Append(prologue).Append("\n            ");
        text.Append(Body.Print(reference, 12)).Append("\n        }\n    }\n}\n");
        return text.ToString();
    }
}
