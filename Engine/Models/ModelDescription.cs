using System.Reflection;
using System.Text.Json.Serialization;
using Engine.Runs;

namespace Engine.Models;

/// <summary>A model as data: the content of a model file, which docs/models.md describes.</summary>
public sealed record ModelDescription
{
    /// <summary>The widest dense layer that is accepted.</summary>
    public const int MaxUnits = 1 << 20;

    /// <summary>The most layers that are accepted.</summary>
    public const int MaxLayers = 1000;

    private const int MaxBytes = 1 << 20;
    private const string Kind = "a model";

    private static readonly string s_kinds = "each layer has a \"layer\", one of " + string.Join(
        ", ", typeof(LayerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.TypeDiscriminator)) + ".";

    /// <summary>The layers in order, at least one.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="DataFormatException">The file describes no model.</exception>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static ModelDescription Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Checked(path, JsonFile.Read(path, Kind, MaxBytes, ModelJson.Default.ModelDescription, s_kinds));
    }

    /// <summary>Makes the layers.</summary>
    /// <param name="outputs">How many outputs the last layer has where it does not say.</param>
    /// <param name="lastActivation">Its activation where it does not say.</param>
    /// <exception cref="EngineException">A layer's settings are out of their ranges; the layer is named by its number.</exception>
    public IReadOnlyList<Layer> ToLayers(int outputs, Activation lastActivation)
    {
        var last = new LastLayer(outputs, lastActivation);
        var layers = new List<Layer>();
        for (int i = 0; i < Layers.Count; i++)
        {
            try
            {
                layers.Add(Layers[i].ToLayer(i == Layers.Count - 1 ? last : null));
            }
            catch (EngineException error)
            {
                throw new EngineException($"Layer {i + 1} of the model: {error.Message}", error);
            }
        }

        return layers;
    }

    internal static ModelDescription Parse(string path, ReadOnlySpan<byte> json) =>
        Checked(path, JsonFile.Parse(path, Kind, json, ModelJson.Default.ModelDescription, s_kinds));

    private static ModelDescription Checked(string path, ModelDescription? model) =>
        model is { Layers.Count: > 0 and <= MaxLayers } && model.Layers.All(layer => layer is not null)
            ? model
            : throw new DataFormatException(path, 0, $"a model is an object with 1 to {MaxLayers} \"layers\".");
}
