namespace ILGPU;

/// <summary>What a context was made with.</summary>
public class ContextProperties
{
    private readonly Dictionary<string, object> _extensions = [];

    internal ContextProperties()
    {
    }

    public bool EnableAssertions { get; internal set; }
    public bool EnableIOOperations { get; internal set; }
    public bool EnableVerifier { get; internal set; }
    public DebugSymbolsMode DebugSymbolsMode { get; internal set; }
    public InliningMode InliningMode { get; internal set; }
    public CachingMode CachingMode { get; internal set; }
    public OptimizationLevel OptimizationLevel { get; internal set; } = OptimizationLevel.Release;
    public MathMode MathMode { get; internal set; }
    public bool EnableProfiling { get; internal set; }

    public T GetExtensionProperty<T>(string key, T defaultValue)
        where T : struct => _extensions.TryGetValue(key, out object? value) && value is T typed ? typed : defaultValue;

    internal void SetExtensionProperty(string key, object value) => _extensions[key] = value;
}
