using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Ilgpu.Differential;

/// <summary>Random kernels compiled by Roslyn in one go, in an assembly that can be unloaded.</summary>
internal sealed class KernelBatch : IDisposable
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview);
    private static readonly MetadataReference[] References = FindReferences();

    private readonly AssemblyLoadContext _context = new("random kernels", isCollectible: true);
    private readonly Assembly _assembly;

    private KernelBatch(Stream image)
    {
        _assembly = _context.LoadFromStream(image);
    }

    /// <summary>Compiles the programs; the n-th becomes the classes Kernel{n} and Reference{n}.</summary>
    /// <exception cref="InvalidOperationException">Roslyn refuses the C#.</exception>
    public static KernelBatch Compile(IReadOnlyList<KernelProgram> programs, bool optimize)
    {
        var batch = TryCompile(programs, optimize, out string errors);
        return batch ?? throw new InvalidOperationException(errors);
    }

    /// <summary>Null, and what Roslyn says, if it refuses the C#.</summary>
    public static KernelBatch? TryCompile(IReadOnlyList<KernelProgram> programs, bool optimize, out string errors)
    {
        var trees = new List<SyntaxTree> { CSharpSyntaxTree.ParseText(Prelude.Source, ParseOptions) };
        for (int i = 0; i < programs.Count; i++)
            trees.Add(CSharpSyntaxTree.ParseText(Print(programs[i], i), ParseOptions));
        var compilation = CSharpCompilation.Create(
            "RandomKernels",
            trees,
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: optimize ? OptimizationLevel.Release : OptimizationLevel.Debug,
                generalDiagnosticOption: ReportDiagnostic.Suppress,
                allowUnsafe: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        errors = string.Join('\n', result.Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Take(5)
            .Select(diagnostic => Explain(diagnostic)));
        if (!result.Success)
            return null;
        image.Position = 0;
        return new KernelBatch(image);
    }

    public MethodInfo Kernel(int number) => Method(KernelProgram.KernelClass(number), "Run");

    public Action<Array[], long[], int> Reference(int number) =>
        Method(KernelProgram.ReferenceClass(number), "Launch").CreateDelegate<Action<Array[], long[], int>>();

    public void Dispose() => _context.Unload();

    private static string Print(KernelProgram program, int number)
    {
        var text = new StringBuilder(Prelude.Usings).Append(program.PrintKernel(number));
        if (program.HasReference)
            text.Append(program.PrintReference(number));
        return text.ToString();
    }

    private MethodInfo Method(string type, string name) =>
        _assembly.GetType(type, throwOnError: true)!.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;

    private static string Explain(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        string line = diagnostic.Location.SourceTree?.GetText().Lines[span.StartLinePosition.Line].ToString() ?? "";
        return $"{diagnostic.GetMessage(CultureInfo.InvariantCulture)}: {line.Trim()}";
    }

    private static MetadataReference[] FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string[] wanted = ["System.Runtime.dll", "System.Private.CoreLib.dll", "System.Runtime.Extensions.dll", "System.Numerics.Vectors.dll"];
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(path => wanted.Contains(Path.GetFileName(path)))
                .Append(typeof(ILGPU.Index1D).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }
}
