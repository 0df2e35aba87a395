using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engine.Models;
using Engine.Runs;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Engine;

public sealed class ModelDescriptionTests
{
    private const string Everything = """
        {
          // All kinds of layers, the settings in another order than usual.
          "layers": [
            { "layer": "flatten", "name": "pixels" },
            { "units": 9, "layer": "dense", "activation": "tanh", "kernelInitializer": "heNormal", "biasInitializer": "ones" },
            { "layer": "batchNormalization", "momentum": 0.5, "epsilon": 0.01 },
            { "layer": "activation", "activation": "relu" },
            { "layer": "leakyRelu", "slope": 0.125 },
            { "layer": "dropout", "rate": 0.25 },
            { "layer": "dense" },
          ]
        }
        """;

    [Fact]
    public void AFileDescribesEveryLayer()
    {
        IReadOnlyList<Layer> layers = Parse(Everything).ToLayers(outputs: 3, Activation.Softmax);
        Assert.Equal("pixels", Assert.IsType<Flatten>(layers[0]).Name);
        Assert.Equivalent(new Dense(9, Activation.Tanh, Initializer.HeNormal, Initializer.Ones), layers[1], strict: true);
        Assert.Equivalent(new BatchNormalization(0.5f, 0.01f), layers[2], strict: true);
        Assert.Equivalent(new ActivationLayer(Activation.Relu), layers[3], strict: true);
        Assert.Equivalent(new LeakyReluLayer(0.125f), layers[4], strict: true);
        Assert.Equivalent(new Dropout(0.25f), layers[5], strict: true);
        Assert.Equivalent(new Dense(3, Activation.Softmax), layers[6], strict: true);
    }

    [Fact]
    public void WhatIsLeftOutIsKeras()
    {
        IReadOnlyList<Layer> layers = Parse("""{"layers":[{"layer":"dense","units":5},{"layer":"batchNormalization"},{"layer":"leakyRelu"},{"layer":"dense","units":4,"activation":"linear"}]}""")
            .ToLayers(3, Activation.Softmax);
        Assert.Equivalent(new Dense(5), layers[0], strict: true);
        Assert.Equivalent(new BatchNormalization(), layers[1], strict: true);
        Assert.Equivalent(new LeakyReluLayer(), layers[2], strict: true);
        Assert.Equivalent(new Dense(4), layers[3], strict: true);
    }

    [Theory]
    [InlineData("", "offset")]
    [InlineData("[]", "line 1")]
    [InlineData("""{"layers":[]}""", "1 to 1000")]
    [InlineData("""{"layers":[null]}""", "1 to 1000")]
    [InlineData("""{"layers":[{"layer":"conv2d"}]}""", "unknown 'conv2d'; each layer has a \"layer\", one of flatten, dense,")]
    [InlineData("{\"layers\":[\n{\"units\":3}]}", "(line 2) not a model: each layer has a \"layer\", one of")]
    [InlineData("{\"layers\":[\n{\"layer\":\"dense\",\"units\":3,\"unit\":4}]}", "line 2")]
    [InlineData("""{"layers":[{"layer":"dense","units":3.5}]}""", "line 1")]
    [InlineData("""{"layers":[{"layer":"dense","units":3,"activation":"swish"}]}""", "line 1")]
    [InlineData("""{"layers":[{"layer":"dropout"}]}""", "rate")]
    [InlineData("""{"layers":[{"layer":"flatten"}],"layers":[{"layer":"flatten"}]}""", "line 1")]
    public void OtherFilesAreRefused(string json, string says)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Parse(json));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("""{"layers":[{"layer":"dense"},{"layer":"dense"}]}""", "Layer 1")]
    [InlineData("""{"layers":[{"layer":"flatten"},{"layer":"dropout","rate":1}]}""", "Layer 2")]
    [InlineData("""{"layers":[{"layer":"dense","units":0}]}""", "Layer 1")]
    [InlineData("""{"layers":[{"layer":"dense","units":2000000000}]}""", "too wide")]
    public void SettingsOutOfRangeNameTheLayer(string json, string says)
    {
        EngineException error = Assert.Throws<EngineException>(() => Parse(json).ToLayers(3, Activation.Softmax));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunFolderKeepsTheLayers()
    {
        using var folder = new TemporaryFolder();
        ModelSpec spec = ModelSpec.Parse(folder.Write("net.json", Encoding.UTF8.GetBytes(Everything)));
        Assert.Equal("net.json", spec.ToString());
        var config = new RunConfig
        {
            Dataset = "mnist", InputShape = [4, 4], Classes = 3, Model = spec.ToString(), Layers = spec.Description!.Layers, Activation = Activation.Relu,
            Optimizer = "adam", LearningRate = 0.001f, BatchSize = 32, Epochs = 1, Seed = 1, Accelerator = "cpu",
        };
        config.Write(folder["config.json"]);
        ModelSpec kept = RunConfig.Read(folder["config.json"]).ToModel();
        Assert.Equal(spec.Description!.Layers, kept.Description!.Layers);
    }

    // The schema in the docs has the layers, settings and words that the program has.
    [Fact]
    public void TheSchemaIsThatOfTheProgram()
    {
        string path = Path.Combine(Packaging.Packages.Repository, "docs", "model.schema.json");
        Assert.SkipUnless(File.Exists(path), "The tests do not run from a build inside the repository.");
        JsonElement definitions = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("$defs");
        var schema = definitions.GetProperty("layer").GetProperty("oneOf").EnumerateArray().ToDictionary(
            layer => layer.GetProperty("properties").GetProperty("layer").GetProperty("const").GetString()!,
            layer => layer.GetProperty("properties").EnumerateObject().Select(property => property.Name).Where(name => name != "layer").Order());
        var program = typeof(LayerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(
            derived => (string)derived.TypeDiscriminator!,
            derived => derived.DerivedType.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order());
        Assert.Equal(program.OrderBy(layer => layer.Key).Select(layer => $"{layer.Key}: {string.Join(", ", layer.Value)}"), schema.OrderBy(layer => layer.Key).Select(layer => $"{layer.Key}: {string.Join(", ", layer.Value)}"));
        Assert.Equal(Words<Activation>(), definitions.GetProperty("activation").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(Words<Initializer>(), definitions.GetProperty("initializer").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static ModelDescription Parse(string json) => ModelDescription.Parse("net.json", Encoding.UTF8.GetBytes(json));
}
