using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Engine.Ilgpu.Frontend;

/// <summary>The source lines of one method, from the portable symbols next to its assembly.</summary>
internal sealed class SourceLines
{
    private static readonly ConcurrentDictionary<Assembly, MetadataReader?> Readers = new();

    private readonly List<(int Offset, string Line)> _points;

    private SourceLines(List<(int Offset, string Line)> points) => _points = points;

    /// <summary>Null if there are no symbols.</summary>
    public static SourceLines? Of(MethodBase method)
    {
        if (Readers.GetOrAdd(method.Module.Assembly, Open) is not { } reader)
            return null;
        var handle = (MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken);
        if (MetadataTokens.GetRowNumber(handle) > reader.MethodDebugInformation.Count)
            return null;
        var points = new List<(int, string)>();
        foreach (var point in reader.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints())
        {
            if (point.IsHidden)
                continue;
            string file = reader.GetString(reader.GetDocument(point.Document).Name);
            file = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
            points.Add((point.Offset, string.Create(CultureInfo.InvariantCulture, $"{file}:{point.StartLine}")));
        }
        return points.Count == 0 ? null : new(points);
    }

    /// <summary>File and line of an IL offset, such as "Gemm.cs:41"; null before the first statement.</summary>
    public string? At(int offset)
    {
        string? line = null;
        foreach (var (start, text) in _points)
        {
            if (start > offset)
                break;
            line = text;
        }
        return line;
    }

    private static MetadataReader? Open(Assembly assembly)
    {
        if (assembly.IsDynamic || string.IsNullOrEmpty(assembly.Location))
            return null;
        string path = Path.ChangeExtension(assembly.Location, ".pdb");
        if (!File.Exists(path))
            return null;
        try
        {
            // Read whole: the reader lives as long as the program.
            var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(File.ReadAllBytes(path)));
            return provider.GetMetadataReader();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }
}
