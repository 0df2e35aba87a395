namespace Engine.Ilgpu.Backends.OpenCL;

/// <summary>The functions that emitted code calls. Each is written only into sources that use it.</summary>
internal sealed class ClPrelude
{
    public const string Barrier = "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)";
    public const string Fence = "mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)";

    /// <summary>
    /// Memory that is read and written as several types must not be taken for several memories; the attribute says so
    /// to those compilers that would.
    /// </summary>
    private const string MemoryTypes = """
        #ifdef __clang__
        #define ANY_TYPE __attribute__((may_alias))
        #else
        #define ANY_TYPE
        #endif
        typedef uchar ANY_TYPE mem_uchar;
        typedef ushort ANY_TYPE mem_ushort;
        typedef uint ANY_TYPE mem_uint;
        typedef ulong ANY_TYPE mem_ulong;
        typedef float ANY_TYPE mem_float;
        """;

    private const string DoubleMemoryType = "typedef double ANY_TYPE mem_double;";

    private const string FaultFunction = """
        void fail(volatile __global uint* record, uint kernel_number, uint site, ulong a, ulong b)
        {
            if (atomic_cmpxchg(record, 0u, site + 1u) == 0u) {
                record[1] = kernel_number;
                ((volatile __global ulong*)record)[1] = a;
                ((volatile __global ulong*)record)[2] = b;
            }
        }
        """;

    private readonly SortedSet<string> _extensions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = [];
    // A function is added after those that it calls.
    private readonly List<string> _functions = [];

    public bool UsesDoubles { get; set; }

    public void Extension(string name) => _extensions.Add(name);

    /// <summary>Adds a function once.</summary>
    /// <returns>Its name.</returns>
    public string Function(string name, Func<string> text)
    {
        if (_names.Add(name))
            _functions.Add(text());
        return name;
    }

    public string Fail() => Function("fail", () => FaultFunction);

    /// <summary>C#'s integer division, made total.</summary>
    public string Divide(string type, string signed) => Function($"div_{signed}", () => $$"""
        {{type}} div_{{signed}}({{type}} a, {{type}} b)
        {
            return b == 0 ? ~({{type}})0 : b == ~({{type}})0 ? 0 - a : ({{type}})(({{signed}})a / ({{signed}})b);
        }
        """);

    public string Remainder(string type, string signed) => Function($"rem_{signed}", () => $$"""
        {{type}} rem_{{signed}}({{type}} a, {{type}} b)
        {
            return b == 0 ? a : b == ~({{type}})0 ? 0 : ({{type}})(({{signed}})a % ({{signed}})b);
        }
        """);

    /// <summary>NaN if either is NaN; of two zeros the negative one is less.</summary>
    public string MinMax(bool max, string type, string bits)
    {
        string name = (max ? "max_" : "min_") + type;
        return Function(name, () => $$"""
            {{type}} {{name}}({{type}} a, {{type}} b)
            {
                {{type}} equal = as_{{type}}(as_{{bits}}(a) {{(max ? "&" : "|")}} as_{{bits}}(b));
                {{type}} best = a {{(max ? ">" : "<")}} b ? a : a == b ? equal : b;
                return a != a ? a : best;
            }
            """);
    }

    /// <summary>Truncates, saturates, and makes 0 of NaN.</summary>
    /// <param name="low">The least value that is converted; what is below gives <paramref name="least"/>.</param>
    /// <param name="high">The least value that is too large.</param>
    public string ToInteger(string from, string to, string low, string high, string least, string most)
    {
        string name = $"to_{to}_{from}";
        string unsigned = to[0] == 'u' ? to : "u" + to;
        return Function(name, () => $$"""
            {{unsigned}} {{name}}({{from}} a)
            {
                return a >= {{high}} ? {{most}} : a >= {{low}} ? ({{unsigned}})({{to}})a : a != a ? 0 : {{least}};
            }
            """);
    }

    /// <summary>An atomic that no instruction has, by compare and exchange.</summary>
    /// <param name="next">The new value, of <c>current</c> and <c>value</c>.</param>
    public string AtomicByExchange(string name, string qualifier, string type, string bits, string exchange, string next) =>
        Function(name, () => $$"""
            {{type}} {{name}}(volatile {{qualifier}} {{bits}}* target, {{type}} value)
            {
                {{bits}} seen = *target;
                {{bits}} expected;
                do {
                    expected = seen;
                    {{type}} current = as_{{type}}(expected);
                    seen = {{exchange}}(target, expected, as_{{bits}}({{next}}));
                } while (seen != expected);
                return as_{{type}}(seen);
            }
            """);

    public void Write(ClWriter writer)
    {
        if (UsesDoubles)
            Extension("cl_khr_fp64");
        foreach (string extension in _extensions)
            writer.Line($"#pragma OPENCL EXTENSION {extension} : enable");
        writer.Line("#pragma OPENCL FP_CONTRACT OFF");
        writer.Line("");
        writer.Lines(MemoryTypes);
        if (UsesDoubles)
            writer.Line(DoubleMemoryType);
        writer.Line("");
        foreach (string function in _functions)
        {
            writer.Lines(function);
            writer.Line("");
        }
    }
}
