using System.Runtime.InteropServices;
using Engine.Onnx;
using Engine.Tests.Data;
using Engine.Tests.Engine;
using Xunit;

namespace Engine.Tests.Onnx;

public sealed class OnnxTests : IDisposable
{
    private const int Samples = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly ComputeDevice _device = Toy.Open();

    public static TheoryData<string> Networks => [.. s_networks.Keys];

    private static readonly Dictionary<string, Layer[]> s_networks = new()
    {
        ["softmax"] = [new Flatten(), new Dense(3, Activation.Softmax)],
        ["relu"] = [new Flatten(), new Dense(19, Activation.Relu), new Dense(3, Activation.Softmax)],
        ["sigmoid"] = [new Flatten(), new Dense(7, Activation.Sigmoid), new Dense(5, Activation.Relu), new Dense(3, Activation.Softmax)],
        ["linear"] = [new Flatten(), new Dense(33), new Dense(2)],
        ["tanh"] = [new Flatten(), new Dropout(0.5f), new Dense(9, Activation.Tanh), new Dense(6, Activation.LeakyRelu), new Dense(3, Activation.Softmax)],
        ["layers"] = [new Flatten(), new BatchNormalization(), new Dense(9), new ActivationLayer(Activation.Relu), new LeakyReluLayer(), new Dense(3), new ActivationLayer(Activation.Sigmoid)],
    };

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheExportedGraphAgreesWithTheModel(string network)
    {
        using Sequential model = Model(network);
        model.ExportOnnx(_folder["model.onnx"]);
        OnnxComparison comparison = model.CompareOnnx(_folder["model.onnx"], Toy.Data(Samples));
        Assert.Equal((Samples, 0), (comparison.Count, comparison.OtherClasses));
        Assert.InRange(comparison.LargestDifference, 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void OnnxRuntimeAgreesWithTheModel(string network)
    {
        using Sequential model = Model(network);
        Dataset data = Toy.Data(Samples);
        model.ExportOnnx(_folder["model.onnx"]);
        File.WriteAllBytes(_folder["samples"], data.Images.ToArray());
        AssertClose(model.Predict(data), OnnxRuntime.Run(_folder["model.onnx"], _folder["samples"], "uint8", [Samples, .. data.InputShape]));
    }

    [Fact]
    public void OnnxRuntimeAgreesOnFloats()
    {
        using Sequential model = Model("relu");
        var random = new Random(5);
        float[] features = [.. Enumerable.Range(0, Samples * 16).Select(_ => (4 * random.NextSingle()) - 2)];
        var data = new Dataset("floats", [4, 4], 3, features, new byte[Samples]);
        model.ExportOnnx(_folder["model.onnx"], OnnxInput.Floats);
        File.WriteAllBytes(_folder["samples"], MemoryMarshal.AsBytes(features.AsSpan()).ToArray());
        float[] predicted = model.Predict(data);
        AssertClose(predicted, OnnxRuntime.Run(_folder["model.onnx"], _folder["samples"], "float32", [Samples, 4, 4]));
        Assert.InRange(model.CompareOnnx(_folder["model.onnx"], data).LargestDifference, 0, 1e-5);
    }

    [Fact]
    public void ADifferenceShows()
    {
        using Sequential model = Model("relu");
        using Sequential other = Model("relu", seed: 2);
        model.ExportOnnx(_folder["model.onnx"]);
        Assert.InRange(other.CompareOnnx(_folder["model.onnx"], Toy.Data(Samples)).LargestDifference, 0.01, 1);
    }

    [Fact]
    public void DataOfAnotherKindIsRefused()
    {
        using Sequential model = Model("relu");
        model.ExportOnnx(_folder["model.onnx"], OnnxInput.Floats);
        EngineException error = Assert.Throws<EngineException>(() => model.CompareOnnx(_folder["model.onnx"], Toy.Data(Samples)));
        Assert.Contains("takes Float samples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedFileIsRefusedOrRunsButNeverCrashes()
    {
        using Sequential model = Model("relu");
        model.ExportOnnx(_folder["model.onnx"]);
        byte[] whole = File.ReadAllBytes(_folder["model.onnx"]);
        var random = new Random(11);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int change = 0; change < i % 4 && damaged.Length > 0; change++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder["damaged.onnx"], damaged);
            try
            {
                _ = OnnxReader.Read(_folder["damaged.onnx"]);
            }
            catch (DataFormatException error)
            {
                Assert.InRange(error.Offset, 0, whole.Length);
            }
        }
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5f * Math.Max(1, Math.Abs(pair.First))));
    }

    private Sequential Model(string network, ulong seed = 1)
    {
        var model = new Sequential(_device, [4, 4], seed);
        foreach (Layer layer in s_networks[network])
        {
            model.Add(layer);
        }

        return model;
    }
}
