namespace Engine;

/// <summary>One line of a model summary.</summary>
/// <param name="Name">The layer's name, unique in its model.</param>
/// <param name="Kind">The kind of layer: flatten, dense.</param>
/// <param name="OutputShape">The shape of one output sample, without the batch.</param>
/// <param name="ParameterCount">How many numbers the layer has, trainable or not.</param>
public sealed record LayerSummary(string Name, string Kind, IReadOnlyList<int> OutputShape, long ParameterCount)
{
    /// <summary>What else sets the layer apart, such as its activation; may be empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How many of the numbers no optimizer updates, such as moving statistics.</summary>
    public long NonTrainableCount { get; init; }

    /// <summary>The kind as Keras writes it: Dense, BatchNormalization.</summary>
    public string KindName => Kind == "leaky_re_lu" ? "LeakyReLU" : string.Concat(Kind.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
