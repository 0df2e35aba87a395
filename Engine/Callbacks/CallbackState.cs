using System.Globalization;

namespace Engine;

/// <summary>What a callback keeps in a checkpoint: numbers, texts and weights by names of its own, which hold no '/'.</summary>
public sealed class CallbackState
{
    private readonly Dictionary<string, string> _texts;
    private readonly Dictionary<string, IReadOnlyList<WeightTensor>> _weights;

    /// <summary>Creates an empty state.</summary>
    public CallbackState()
        : this(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<WeightTensor>>(StringComparer.Ordinal))
    {
    }

    internal CallbackState(Dictionary<string, string> texts, Dictionary<string, IReadOnlyList<WeightTensor>> weights)
    {
        _texts = texts;
        _weights = weights;
    }

    internal Dictionary<string, string> Texts => _texts;

    internal IReadOnlyDictionary<string, IReadOnlyList<WeightTensor>> Weights => _weights;

    internal bool IsEmpty => _texts.Count + _weights.Count == 0;

    /// <summary>Keeps a text.</summary>
    public void Set(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _texts[Checked(name)] = value;
    }

    /// <summary>Keeps a number, to the last bit.</summary>
    public void Set(string name, double value) => Set(name, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Keeps weights; their values must not change any more.</summary>
    public void Set(string name, IReadOnlyList<WeightTensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights[Checked(name)] = weights;
    }

    /// <summary>The text of a name.</summary>
    /// <exception cref="EngineException">The state has none.</exception>
    public string GetText(string name) => _texts.TryGetValue(name, out string? text) ? text : throw Missing(name);

    /// <summary>The number of a name.</summary>
    /// <exception cref="EngineException">The state has none.</exception>
    public double GetNumber(string name) =>
        double.TryParse(GetText(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Missing(name);

    /// <summary>The whole number of a name.</summary>
    /// <exception cref="EngineException">The state has none of 32 bits.</exception>
    public int GetInteger(string name) =>
        int.TryParse(GetText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw Missing(name);

    /// <summary>The weights of a name; null if the state has none.</summary>
    public IReadOnlyList<WeightTensor>? GetWeights(string name) => _weights.GetValueOrDefault(name);

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Contains('/', StringComparison.Ordinal) ? throw new ArgumentException($"The name '{name}' holds a '/'.", nameof(name)) : name;
    }

    private static EngineException Missing(string name) => new($"The checkpoint's state of a callback has no usable '{name}': was it written by another version?");
}
