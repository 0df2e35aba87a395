using System.Globalization;
using Engine.Models;

namespace Engine.Runs;

/// <summary>
/// A model in a word, as the command line and run folders name it: "softmax" is one dense layer with softmax,
/// "mlp:256,128" has hidden layers of 256 and 128 units before it, "net.json" is whatever that file describes.
/// </summary>
public sealed class ModelSpec
{
    /// <summary>The widest hidden layer that is accepted.</summary>
    public const int MaxUnits = ModelDescription.MaxUnits;

    private const string Softmax = "softmax";
    private const string Mlp = "mlp:";
    private const string FileExtension = ".json";

    private readonly string _name;

    /// <summary>A model of any layers.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="description">Its layers.</param>
    public ModelSpec(string name, ModelDescription description)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(description);
        _name = name;
        Description = description;
        HiddenUnits = [];
    }

    private ModelSpec(int[] hiddenUnits)
    {
        _name = hiddenUnits.Length == 0 ? Softmax : Mlp + string.Join(',', hiddenUnits);
        HiddenUnits = hiddenUnits;
    }

    /// <summary>The layers of a model that came from a file; else null.</summary>
    public ModelDescription? Description { get; }

    /// <summary>The units of the hidden layers in order; empty for "softmax" and for models from files.</summary>
    public IReadOnlyList<int> HiddenUnits { get; }

    /// <summary>Reads "softmax", "mlp:" and the units of one or more hidden layers, separated by commas, or the path of a model file.</summary>
    /// <exception cref="DataFormatException">The file describes no model.</exception>
    /// <exception cref="EngineException">The text is none of these, or the file cannot be read.</exception>
    public static ModelSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == Softmax)
        {
            return new ModelSpec([]);
        }

        if (text.EndsWith(FileExtension, StringComparison.OrdinalIgnoreCase))
        {
            return new ModelSpec(Path.GetFileName(text), ModelDescription.Read(text));
        }

        if (!text.StartsWith(Mlp, StringComparison.Ordinal))
        {
            throw new EngineException($"The model '{text}' is unknown; use softmax, mlp: with the units of its hidden layers, such as mlp:128 or mlp:256,128, or a model file, such as net.json.");
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

    /// <summary>
    /// Builds the model: flatten, the hidden layers, and a dense layer with an output for each class or value of a target;
    /// or the layers of the file.
    /// </summary>
    /// <param name="device">Where the model is to live.</param>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="outputs">How many classes there are, or values of a target.</param>
    /// <param name="details">What the layers are like.</param>
    /// <param name="seed">Determines the initial weights, the order of the samples and what dropout drops.</param>
    public Sequential Build(ComputeDevice device, IReadOnlyList<int> inputShape, int outputs, ModelDetails details, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (Description is { } description)
        {
            var described = new Sequential(device, inputShape, seed);
            foreach (Layer layer in description.ToLayers(outputs, details.OutputActivation))
            {
                described.Add(layer);
            }

            return described;
        }

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

    /// <summary>The text that <see cref="Parse"/> reads; of a model file the name.</summary>
    public override string ToString() => _name;
}
