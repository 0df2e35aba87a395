using System.Globalization;

namespace Engine.Ilgpu.IR;

/// <summary>
/// The names that values and blocks have in a function's text: numbered as <see cref="Function.NumberValues"/> would,
/// but without writing to the function, so that printing never disturbs who holds its numbers.
/// </summary>
internal sealed class IRNames
{
    private readonly Dictionary<Value, int> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, string> _blocks = [];

    public IRNames(Function function)
    {
        foreach (var parameter in function.Parameters)
            Add(parameter);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var suffixes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in function.Blocks)
        {
            if (!_blocks.ContainsKey(block))
                _blocks.Add(block, "^" + IRSpelling.Name(Unique(block.Name, used, suffixes)));
            foreach (var parameter in block.Parameters)
                Add(parameter);
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Type != IRType.Void)
                    Add(instruction);
            }
        }
    }

    /// <summary>%n, or a constant's literal; %? if the value is not defined in the function.</summary>
    public string Of(Value value) => value switch
    {
        Constant constant => IRSpelling.Literal(constant),
        _ when _values.TryGetValue(value, out int number) => string.Create(CultureInfo.InvariantCulture, $"%{number}"),
        _ => "%?",
    };

    /// <summary>^name, unique; ^?name if the block is not in the function.</summary>
    public string Of(Block block) => _blocks.TryGetValue(block, out string? name) ? name : "^?" + IRSpelling.Name(block.Name);

    private void Add(Value value) => _values.TryAdd(value, _values.Count);

    private static string Unique(string name, HashSet<string> used, Dictionary<string, int> suffixes)
    {
        string candidate = name;
        while (!used.Add(candidate))
        {
            int suffix = suffixes.GetValueOrDefault(name) + 1;
            suffixes[name] = suffix;
            candidate = string.Create(CultureInfo.InvariantCulture, $"{name}.{suffix}");
        }
        return candidate;
    }
}
