using System.Globalization;

namespace Engine.Runs;

/// <summary>
/// A model in a word, as the command line and run folders name it: "softmax" is one dense layer with softmax,
/// "mlp:256,128" has hidden layers of 256 and 128 units before it.
/// </summary>
public sealed class ModelSpec
{
    /// <summary>The widest hidden layer that is accepted.</summary>
    public const int MaxUnits = 1 << 20;

    private const string Softmax = "softmax";
    private const string Mlp = "mlp:";

    private ModelSpec(int[] hiddenUnits) => HiddenUnits = hiddenUnits;

    /// <summary>The units of the hidden layers in order; empty for "softmax".</summary>
    public IReadOnlyList<int> HiddenUnits { get; }

    /// <summary>Reads "softmax" or "mlp:" and the units of one or more hidden layers, separated by commas.</summary>
    /// <exception cref="EngineException">The text is neither.</exception>
    public static ModelSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == Softmax)
        {
            return new ModelSpec([]);
        }

        if (!text.StartsWith(Mlp, StringComparison.Ordinal))
        {
            throw new EngineException($"The model '{text}' is unknown; use softmax, or mlp: with the units of its hidden layers, such as mlp:128 or mlp:256,128.");
        }

        string[] parts = text[Mlp.Length..].Split(',');
        var units = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out units[i]) || units[i] is < 1 or > MaxUnits)
            {
                throw new EngineException($"The model '{text}' has a hidden layer of '{parts[i]}' units; use whole numbers from 1 to {MaxUnits}, such as mlp:128 or mlp:256,128.");
            }
        }

        return new ModelSpec(units);
    }

    /// <summary>Builds the model: flatten, the hidden layers, and a dense layer with an output for each class or value of a target.</summary>
    /// <param name="device">Where the model is to live.</param>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="outputs">How many classes there are, or values of a target.</param>
    /// <param name="details">What the layers are like.</param>
    /// <param name="seed">Determines the initial weights, the order of the samples and what dropout drops.</param>
    public Sequential Build(ComputeDevice device, IReadOnlyList<int> inputShape, int outputs, ModelDetails details, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(details);
        var model = new Sequential(device, inputShape, seed) { new Flatten() };
        foreach (int units in HiddenUnits)
        {
            if (details.BatchNorm)
            {
                model.Add(new Dense(units));
                model.Add(new BatchNormalization());
                model.Add(new ActivationLayer(details.Activation));
            }
            else
            {
                model.Add(new Dense(units, details.Activation));
            }

            if (details.Dropout > 0)
            {
                model.Add(new Dropout(details.Dropout));
            }
        }

        model.Add(new Dense(outputs, details.OutputActivation));
        return model;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => HiddenUnits.Count == 0 ? Softmax : Mlp + string.Join(',', HiddenUnits);
}
