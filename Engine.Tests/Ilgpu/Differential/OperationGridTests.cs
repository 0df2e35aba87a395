using Xunit;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>
/// Every operation on every type at boundary values, as constants and as values from memory: what .NET gives, the
/// interpreter must give before and after the passes, and the CPU back end too.
/// </summary>
public sealed class OperationGridTests
{
    private const int MaxReports = 10;

    [Fact]
    public void Arithmetic() => Check(OperationGrid.Arithmetic());

    [Fact]
    public void Shifts() => Check(OperationGrid.Shifts());

    [Fact]
    public void Comparisons() => Check(OperationGrid.Comparisons());

    [Fact]
    public void MinMax() => Check(OperationGrid.MinMax());

    [Fact]
    public void Unary() => Check(OperationGrid.Unary());

    [Fact]
    public void Elementary() => Check(OperationGrid.Elementary());

    [Fact]
    public void Conversions() => Check(OperationGrid.Conversions());

    private static void Check(IEnumerable<GridOperation> operations)
    {
        (GridOperation Operation, KernelProgram Program)[] cases =
            [.. operations.SelectMany(operation => OperationGrid.Programs(operation).Select(program => (operation, program)))];
        using var batch = KernelBatch.Compile([.. cases.Select(one => one.Program)], optimize: true);
        using var runner = new ProgramRunner();
        var reports = new List<string>();
        for (int n = 0; n < cases.Length && reports.Count < MaxReports; n++)
        {
            if (runner.FindDifference(cases[n].Program, batch.Kernel(n), batch.Reference(n)) is { } difference)
                reports.Add($"{cases[n].Operation}: {difference}\n{Operands(cases[n].Program, difference)}");
        }
        Assert.True(reports.Count == 0, string.Join('\n', reports));
    }

    /// <summary>The operands of the element that a difference names.</summary>
    private static string Operands(KernelProgram program, string difference)
    {
        int at = difference.IndexOf("result[", StringComparison.Ordinal);
        if (at < 0)
            return "";
        int element = int.Parse(difference[(at + 7)..difference.IndexOf(']', at)], System.Globalization.CultureInfo.InvariantCulture);
        string[] left = Values(program, "a");
        string[] right = Values(program, "b");
        return right.Length == 0 ? $"  of {left[element]}" : $"  of {left[element / right.Length]} and {right[element % right.Length]}";
    }

    private static string[] Values(KernelProgram program, string name) =>
    [
        .. program.Parameters.OfType<ProgramScalar>().Where(scalar => scalar.Name.StartsWith(name, StringComparison.Ordinal))
            .Select(scalar => scalar.Leaves[0].Type.Literal(scalar.Leaves[0].Bits) + " (constant)"),
        .. program.Buffers.Where(buffer => buffer.Name == name).SelectMany(buffer =>
            Enumerable.Range(0, buffer.Length).Select(i => buffer.Type.Literal(ProgramRunner.Bits(buffer.Type, buffer.Data, i)))),
    ];
}
