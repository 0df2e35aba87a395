using System.Text.RegularExpressions;
using Engine.Ilgpu.Devices;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Interpreter;

/// <summary>Runs IR text whose one parameter is an int buffer.</summary>
internal static partial class InterpreterLaunch
{
    /// <summary>Reads IR text whose values may have names, where IR text itself numbers them.</summary>
    public static Function Parse(string text)
    {
        var numbers = new Dictionary<string, int>();
        return IRParser.Parse(ValueName().Replace(text, match =>
        {
            if (!numbers.TryGetValue(match.Value, out int number))
                numbers.Add(match.Value, number = numbers.Count);
            return "%" + number;
        }));
    }

    [GeneratedRegex(@"%\w+")]
    private static partial Regex ValueName();

    /// <summary>
    /// Runs <paramref name="body"/> with <c>%out</c> the buffer, <c>%tid</c> the item's index in the group and
    /// <c>%slot</c> the address of the buffer's element with the item's index in the launch.
    /// </summary>
    public static (int[] Output, InterpreterResult Result) Run(
        string body, int groupSize = 4, int groups = 1, int elements = 64, int dynamicShared = 0, InterpreterOptions? options = null)
    {
        string text = $$"""
            kernel @test(%out: ptr "out") {
            ^entry:
              %tid = threadindex i32 #0
              %group = groupindex i32 #0
              %dim = groupdim i32 #0
              %base = mul i32 %group, %dim
              %global = add i32 %base, %tid
              %global64 = sext i64 %global
              %slot = element ptr %out, %global64 #4
            {{body}}
            }
            """;
        var buffer = InterpreterBuffer.From<int>(new int[elements]);
        var result = IRInterpreter.Run(
            Parse(text),
            new LaunchGeometry(groups, 1, 1, groupSize, 1, 1, dynamicShared),
            [InterpreterArgument.Pointer(buffer)],
            options);
        return (buffer.As<int>().ToArray(), result);
    }

    /// <summary>Runs and insists that nothing was amiss; gives the first elements.</summary>
    public static int[] Output(
        string body, int groupSize = 4, int groups = 1, int dynamicShared = 0, InterpreterOptions? options = null)
    {
        var (output, result) = Run(body, groupSize, groups, groupSize * groups, dynamicShared, options);
        Assert.Empty(result.Problems);
        Assert.Null(result.Fault);
        return output;
    }

    /// <summary>Runs and insists on exactly one problem.</summary>
    public static InterpreterProblem Problem(
        string body, int groupSize = 4, int groups = 1, int elements = 64, InterpreterOptions? options = null)
    {
        var (_, result) = Run(body, groupSize, groups, elements, 0, options);
        return Assert.Single(result.Problems);
    }
}
