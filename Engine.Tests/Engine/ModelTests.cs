using Xunit;

namespace Engine.Tests.Engine;

public sealed class ModelTests
{
    [Fact]
    public void SummariesNeedNoWeights()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [28, 28])
        {
            new Flatten(),
            new Dense(128, Activation.Relu),
            new Dense(64) { Name = "middle" },
            new Dense(10, Activation.Softmax),
        };
        IReadOnlyList<LayerSummary> lines = model.Summarize();
        Assert.Equal(["flatten", "dense", "middle", "dense_1"], lines.Select(line => line.Name));
        Assert.Equal([0L, 100_480, 8_256, 650], lines.Select(line => line.ParameterCount));
        Assert.Equal([784], lines[0].OutputShape);
        Assert.Equal([10], lines[^1].OutputShape);
    }

    [Fact]
    public void WeightsStartGlorotUniformAndBiasesAtZero()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [784], seed: 3) { new Dense(128), new Dense(10, Activation.Softmax) };
        IReadOnlyList<WeightTensor> weights = model.GetWeights();
        Assert.Equal(["dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias"], weights.Select(weight => weight.Name));
        Assert.Equal([784, 128], weights[0].Shape);
        Assert.Equal([128], weights[1].Shape);
        Assert.All(weights[1].Values.ToArray(), value => Assert.Equal(0, value));

        float[] kernel = weights[0].Values.ToArray();
        double limit = Math.Sqrt(6.0 / (784 + 128));
        Assert.InRange(kernel.Max(), 0.99 * limit, limit);
        Assert.InRange(kernel.Min(), -limit, -0.99 * limit);
        Assert.InRange(kernel.Average(), -0.01 * limit, 0.01 * limit);
        Assert.InRange(kernel.Average(value => value * value), 0.98 * limit * limit / 3, 1.02 * limit * limit / 3);
    }

    [Fact]
    public void TheGeneratorIsPinned()
    {
        // Computed from the definition by other means; a change would change the results of every seed.
        var random = new CounterRandom(7, 11);
        Assert.Equal([0xF87F_D3DE_4476_A4B5UL, 0x7FDF_EFEC_DE91_7D76UL], [random.Bits(0), random.Bits(1)]);
        Assert.NotEqual(random.Bits(0), new CounterRandom(7, 12).Bits(0));
        Assert.NotEqual(random.Bits(0), new CounterRandom(8, 11).Bits(0));
        Assert.All(Enumerable.Range(0, 1000), i => Assert.InRange(random.Below(7, (ulong)i), 0, 6));
    }

    [Fact]
    public void WeightsCanBeReplaced()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential first = Toy.Model(device, seed: 1);
        using Sequential second = Toy.Model(device, seed: 2);
        Assert.NotEqual(Toy.AllWeights(first), Toy.AllWeights(second));
        second.SetWeights(first.GetWeights().Reverse());
        Assert.Equal(Toy.AllWeights(first), Toy.AllWeights(second));
    }

    [Fact]
    public void WrongWeightsChangeNothing()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device);
        float[] before = Toy.AllWeights(model);
        WeightTensor[] good = [.. model.GetWeights().Select(weight => new WeightTensor(weight.Name, weight.Shape, new float[weight.Values.Length]))];

        AssertRefused("is missing", good[1..]);
        AssertRefused("given twice", [.. good, good[0]]);
        AssertRefused("no weight 'other'", [.. good, new WeightTensor("other", [1], new float[1])]);
        AssertRefused("has shape (1)", [.. good[..3], new WeightTensor(good[3].Name, [1], new float[1])]);
        Assert.Equal(before, Toy.AllWeights(model));

        void AssertRefused(string reason, IEnumerable<WeightTensor> weights) =>
            Assert.Contains(reason, Assert.Throws<EngineException>(() => model.SetWeights(weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesBringWeightsBack()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using ComputeDevice device = Toy.Open();
            using Sequential first = Toy.Model(device, seed: 1);
            first.Save(path);
            using Sequential second = Toy.Model(device, seed: 2);
            second.Load(path);
            Assert.Equal(Toy.AllWeights(first), Toy.AllWeights(second));

            using var smaller = new Sequential(device, [4, 4]) { new Flatten(), new Dense(19) };
            Assert.Contains("dense_1.", Assert.Throws<EngineException>(() => smaller.Load(path)).Message, StringComparison.Ordinal);
            using var other = new Sequential(device, [4, 4]) { new Flatten(), new Dense(5) };
            _ = Assert.Throws<EngineException>(() => other.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ModelsThatCannotBeAreRefused()
    {
        using ComputeDevice device = Toy.Open();
        AssertRefused("no layers", []);
        AssertRefused("nothing to train", [new Flatten()]);
        AssertRefused("put a Flatten layer before it", [new Dense(3, Activation.Softmax)]);
        AssertRefused("only the last layer", [new Flatten(), new Dense(3, Activation.Softmax), new Dense(3, Activation.Softmax)]);
        AssertRefused("softmax activation", [new Flatten(), new Dense(3)]);
        AssertRefused("called 'a'", [new Flatten { Name = "a" }, new Dense(3) { Name = "a" }]);
        Assert.Contains("dimension", Refusal(() => new Sequential(device, [4, 0])), StringComparison.Ordinal);
        Assert.Contains("at least 1 unit", Refusal(() => new Dense(-3)), StringComparison.Ordinal);
        Assert.Contains("learning rate", Refusal(() => new Adam(0)), StringComparison.Ordinal);
        Assert.Contains("beta1", Refusal(() => new Adam(beta1: 1)), StringComparison.Ordinal);
        Assert.Contains("momentum", Refusal(() => new Sgd(momentum: -1)), StringComparison.Ordinal);

        void AssertRefused(string reason, Layer[] layers)
        {
            using var model = new Sequential(device, [4, 4]);
            foreach (Layer layer in layers)
            {
                model.Add(layer);
            }

            string message = Refusal(() => model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy));
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WrongUseIsRefused()
    {
        using ComputeDevice device = Toy.Open();
        using var uncompiled = new Sequential(device, [4, 4]) { new Flatten(), new Dense(3, Activation.Softmax) };
        Dataset data = Toy.Data(10);
        Assert.Contains("Compile", Refusal(() => uncompiled.Fit(data, new FitOptions())), StringComparison.Ordinal);

        using Sequential model = Toy.Model(device);
        Assert.Contains("already", Refusal(() => model.Add(new Flatten())), StringComparison.Ordinal);
        Assert.Contains("(16)", Refusal(() => model.Evaluate(new Dataset("flat", [16], 3, data.Images, data.Labels))), StringComparison.Ordinal);
        Assert.Contains("10 classes", Refusal(() => model.Evaluate(new Dataset("many", [4, 4], 10, data.Images, data.Labels))), StringComparison.Ordinal);
        Assert.Contains("no samples", Refusal(() => model.Evaluate(data.Slice(0, 0))), StringComparison.Ordinal);
        Assert.Contains("batch size", Refusal(() => model.Evaluate(data, 0)), StringComparison.Ordinal);
        Assert.Contains("17 bytes", Refusal(() => model.Predict(new byte[17])), StringComparison.Ordinal);
        Assert.Contains("epochs", Refusal(() => model.Fit(data, new FitOptions { Epochs = 0 })), StringComparison.Ordinal);
        Assert.Contains("batch size", Refusal(() => model.Fit(data, new FitOptions { BatchSize = 0 })), StringComparison.Ordinal);
        Assert.Contains("split", Refusal(() => model.Fit(data, new FitOptions { ValidationSplit = 1 })), StringComparison.Ordinal);
        Assert.Contains("not both", Refusal(() => model.Fit(data, new FitOptions { ValidationSplit = 0.5f, ValidationData = data })), StringComparison.Ordinal);
        Assert.Contains("steps", Refusal(() => model.Fit(data, new FitOptions { MaxSteps = 0 })), StringComparison.Ordinal);

        model.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(model.GetWeights);
    }

    private static string Refusal(Func<object?> action) => Assert.Throws<EngineException>(() => action()).Message;

    private static string Refusal(Action action) => Assert.Throws<EngineException>(action).Message;
}
