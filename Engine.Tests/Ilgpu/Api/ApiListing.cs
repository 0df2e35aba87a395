using System.Text.RegularExpressions;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>The listing of the API that is provided, read from its Markdown.</summary>
internal sealed partial class ApiListing
{
    private readonly Dictionary<string, Section> _sections = [];
    private readonly string _text;

    private ApiListing(string text)
    {
        _text = text;
        Section? section = null;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Heading().Match(line) is { Success: true } heading)
                _sections[$"{heading.Groups["ns"].Value}:{heading.Groups["name"].Value}"] = section = new(heading.Groups["kind"].Value);
            else if (MoreOverloads().Match(line) is { Success: true } more)
                section?.Families.Add(more.Groups[1].Value);
            else
                section?.Members.Add(line);
        }
    }

    /// <summary>The file that ENGINE_ILGPU_API names, or shared/ilgpu/api-1.5.3.md in a folder above; null if there is none.</summary>
    public static ApiListing? Find()
    {
        string? path = Environment.GetEnvironmentVariable("ENGINE_ILGPU_API");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); path is null && folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "ilgpu", "api-1.5.3.md");
            if (File.Exists(candidate))
                path = candidate;
        }
        return path is not null && File.Exists(path) ? new(File.ReadAllText(path)) : null;
    }

    /// <summary>The section of a type; null if the listing has none.</summary>
    public Section? Of(Type type) => _sections.GetValueOrDefault($"{type.Namespace}:{ApiSpelling.Name(type)}");

    /// <summary>True if the word occurs anywhere in the listing.</summary>
    public bool Mentions(string word) => Regex.IsMatch(_text, $@"\b{Regex.Escape(word)}\b");

    [GeneratedRegex(@"^## (?<ns>[\w.]+): (?<kind>(?:(?:static|sealed|abstract) )?(?:struct|class|enum|interface)) (?<name>.+?)(?: where .*)?$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\(\d+ more overloads of (\w+) with more type parameters")]
    private static partial Regex MoreOverloads();

    /// <summary>What is listed of one type.</summary>
    internal sealed class Section(string kind)
    {
        private const int MaximumArity = 14;

        public string Kind { get; } = kind;

        public HashSet<string> Members { get; } = [];

        /// <summary>Methods that go on in the same pattern.</summary>
        public HashSet<string> Families { get; } = [];

        public bool Has(string member) => Members.Contains(member) || Expanded().Contains(member);

        private HashSet<string> Expanded()
        {
            var all = new HashSet<string>();
            foreach (string member in Members.Where(IsOfFamily))
            {
                // Overloads of up to four or five kernel parameters are spelled out.
                int spelled = Enumerable.Range(1, MaximumArity).Last(i => member.Contains($"where T{i} : struct", StringComparison.Ordinal));
                if (spelled < 4)
                    continue;
                for (int arity = spelled + 1; arity <= MaximumArity; arity++)
                    all.Add(Expand(member, spelled, arity));
            }
            return all;
        }

        private bool IsOfFamily(string member) =>
            Families.Any(family => Regex.IsMatch(member, $@" {family}<[^(]*\bT1\b"));

        private static string Expand(string member, int from, int to)
        {
            var more = Enumerable.Range(from + 1, to - from).ToArray();
            string parameter = $"T{from} arg{from}";
            string constraint = $"where T{from} : struct";
            return member
                .Replace(parameter, parameter + string.Concat(more.Select(i => $", T{i} arg{i}")), StringComparison.Ordinal)
                .Replace($"T{from}>", $"T{from}" + string.Concat(more.Select(i => $", T{i}")) + ">", StringComparison.Ordinal)
                .Replace(constraint, constraint + string.Concat(more.Select(i => $" where T{i} : struct")), StringComparison.Ordinal);
        }
    }
}
