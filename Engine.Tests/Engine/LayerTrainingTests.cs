using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Training of all layers and losses against central differences in double precision.</summary>
public sealed class LayerTrainingTests
{
    private const int Count = 22;
    private const int Features = 5;
    private const int Batch = 8;
    private const float Rate = 0.25f;

    public static TheoryData<string> Networks =>
    [
        "tanh", "leaky", "leaky layer", "activations", "dropout", "dropout first", "normalized", "normalized first", "all", "soft labels",
        "binary", "many binary", "regression", "bounded regression", "regression of classes", "initialised",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void StepsFollowTheDerivativesOfTheLoss(string name)
    {
        using ComputeDevice device = Toy.Open();
        var (model, loss, data) = Create(device, name);
        using Sequential ours = model;
        Check(ours, loss, data);
    }

    [Fact]
    public void DropoutIsOffInEvaluationAndFollowsTheSeed()
    {
        using ComputeDevice device = Toy.Open();
        var (first, loss, data) = Create(device, "dropout");
        using Sequential model = first;
        using var plain = new Sequential(device, [Features], seed: 3) { new Dense(7, Activation.Tanh), new Dense(3, Activation.Softmax) };
        Assert.Equal(plain.Predict(data), model.Predict(data));

        model.Compile(new Adam(0.01f), loss);
        _ = model.Fit(data, new FitOptions { Epochs = 3, BatchSize = Batch });
        float[] trained = Toy.AllWeights(model);
        foreach (int threads in new[] { 1, 3 })
        {
            using ComputeDevice other = Toy.Open(threads);
            var (second, _, _) = Create(other, "dropout");
            using Sequential again = second;
            again.Compile(new Adam(0.01f), loss);
            _ = again.Fit(data, new FitOptions { Epochs = 3, BatchSize = Batch });
            Assert.Equal(trained, Toy.AllWeights(again));
        }
    }

    [Fact]
    public void MovingStatisticsAreWeightsThatNoOptimizerTouches()
    {
        using ComputeDevice device = Toy.Open();
        using var model = new Sequential(device, [4, 3]) { new BatchNormalization(momentum: 0), new Flatten(), new Dense(1) };
        model.Compile(new Adam { WeightDecay = 0.5f, GlobalClipNorm = 0.1f }, Loss.MeanSquaredError);
        float[] features = [.. Enumerable.Range(0, 2 * 12).Select(i => (float)((i * 7) % 11))];
        Dataset data = Dataset.WithTargets("x", [4, 3], 1, features, new float[2]);
        _ = model.Fit(data, new FitOptions { BatchSize = 2 });
        Assert.Equal(
            ["batch_normalization.gamma", "batch_normalization.beta", "batch_normalization.moving_mean", "batch_normalization.moving_variance"],
            model.GetWeights().Take(4).Select(weight => weight.Name));
        for (int column = 0; column < 3; column++)
        {
            double[] values = [.. features.Where((_, i) => i % 3 == column).Select(value => (double)value)];
            Assert.Equal(values.Average(), model.GetWeights()[2].Values.Span[column], 1e-5);
            Assert.Equal(values.Average(value => Math.Pow(value - values.Average(), 2)), model.GetWeights()[3].Values.Span[column], 1e-4);
        }

        LayerSummary summary = model.Summarize()[0];
        Assert.Equal((12L, 6L), (summary.ParameterCount, summary.NonTrainableCount));

        // Evaluation goes by them, and leaves them as they are.
        float[] before = Toy.AllWeights(model);
        float[] outputs = model.Predict(data);
        Assert.Equal(outputs, model.Predict(data, batchSize: 1));
        Assert.Equal(before, Toy.AllWeights(model));
    }

    [Fact]
    public void LossesThatDoNotSuitAreRefused()
    {
        using ComputeDevice device = Toy.Open();
        using var sigmoid = new Sequential(device, [Features]) { new Dense(2, Activation.Sigmoid) };
        using var softmax = new Sequential(device, [Features]) { new Dense(3), new ActivationLayer(Activation.Softmax) };
        AssertRefused("the softmax activation", () => sigmoid.Compile(new Sgd(), Loss.CategoricalCrossEntropy));
        AssertRefused("the sigmoid activation", () => softmax.Compile(new Sgd(), Loss.BinaryCrossEntropy));
        AssertRefused("does not go with softmax", () => softmax.Compile(new Sgd(), Loss.MeanSquaredError));
        AssertRefused("must be compiled", () => sigmoid.Evaluate(Targets(2)));
        AssertRefused("only the last", () => new Sequential(device, [Features]) { new ActivationLayer(Activation.Softmax), new Dense(3) }.Summarize());
        AssertRefused("nothing to train", () => new Sequential(device, [Features]) { new Dropout(0.5f) }.GetWeights());

        softmax.Compile(new Sgd(), Loss.SparseCategoricalCrossEntropy);
        AssertRefused("needs classes", () => softmax.Fit(Targets(3), new FitOptions()));
        softmax.Compile(new Sgd(), Loss.CategoricalCrossEntropy);
        AssertRefused("targets of 2 values, but the model 3", () => softmax.Fit(Targets(2), new FitOptions()));
        using var single = new Sequential(device, [Features]) { new Dense(1, Activation.Sigmoid) };
        single.Compile(new Sgd(), Loss.BinaryCrossEntropy);
        AssertRefused("3 classes, but the model only 1", () => single.Fit(Classes(3), new FitOptions()));

        AssertRefused("dropout rate", () => _ = new Dropout(1));
        AssertRefused("slope", () => _ = new LeakyReluLayer(-1));
        AssertRefused("momentum", () => _ = new BatchNormalization(momentum: 1));
        AssertRefused("epsilon", () => _ = new BatchNormalization(epsilon: 0));
        AssertRefused("99 is not an activation", () => _ = new ActivationLayer((Activation)99));
        AssertRefused("99 is not an initializer", () => _ = new Dense(1, Activation.Linear, (Initializer)99));

        static void AssertRefused(string reason, Action action) =>
            Assert.Contains(reason, Assert.Throws<EngineException>(action).Message, StringComparison.Ordinal);
    }

    private static (Sequential Model, Loss Loss, Dataset Data) Create(ComputeDevice device, string name) => name switch
    {
        "tanh" => (Model(device, new Dense(7, Activation.Tanh), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "leaky" => (Model(device, new Dense(7, Activation.LeakyRelu), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "leaky layer" => (Model(device, new Dense(7, Activation.Tanh), new LeakyReluLayer(0.4f), new Dense(4), new LeakyReluLayer(), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "activations" => (Model(device, new ActivationLayer(Activation.Tanh), new Dense(7), new ActivationLayer(Activation.Sigmoid), new ActivationLayer(Activation.Tanh), new Dense(3), new ActivationLayer(Activation.Softmax)), Loss.CategoricalCrossEntropy, Classes(3)),
        "dropout" => (Model(device, new Dense(7, Activation.Tanh), new Dropout(0.4f), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "dropout first" => (Model(device, new Dropout(0.2f), new Dense(7, Activation.Sigmoid), new Dropout(0.5f), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "normalized" => (Model(device, new Dense(7, Activation.Sigmoid), new BatchNormalization(), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "normalized first" => (Model(device, new BatchNormalization(0.5f, 0.01f), new Dense(3, Activation.Softmax)), Loss.SparseCategoricalCrossEntropy, Classes(3)),
        "all" => (Model(device, new Dropout(0.1f), new Dense(7), new BatchNormalization(0.9f), new ActivationLayer(Activation.Tanh), new Dropout(0.3f), new Dense(4, Activation.Sigmoid), new BatchNormalization(), new LeakyReluLayer(), new Dense(2)), Loss.MeanSquaredError, Targets(2)),
        "soft labels" => (Model(device, new Dense(7, Activation.Tanh), new Dense(3, Activation.Softmax)), Loss.CategoricalCrossEntropy, Targets(3)),
        "binary" => (Model(device, new Dense(7, Activation.Tanh), new Dense(1, Activation.Sigmoid)), Loss.BinaryCrossEntropy, Classes(2)),
        "many binary" => (Model(device, new Dense(7, Activation.Tanh), new Dense(4), new ActivationLayer(Activation.Sigmoid)), Loss.BinaryCrossEntropy, Targets(4)),
        "regression" => (Model(device, new Dense(7, Activation.Tanh), new Dense(2)), Loss.MeanSquaredError, Targets(2)),
        "bounded regression" => (Model(device, new Dense(1, Activation.Tanh)), Loss.MeanSquaredError, Targets(1)),
        "regression of classes" => (Model(device, new Dense(3)), Loss.MeanSquaredError, Classes(3)),
        _ => (Model(device, new Dense(7, Activation.Relu, Initializer.HeNormal, Initializer.GlorotUniform), new Dense(2, Activation.Linear, Initializer.HeUniform, Initializer.Ones)), Loss.MeanSquaredError, Targets(2)),
    };

    // Three batches, the last one smaller, twice.
    private static void Check(Sequential model, Loss loss, Dataset data)
    {
        model.Compile(new Sgd(Rate), loss);
        bool[] trainable = [.. model.GetWeights().Select(weight => !weight.Name.Contains("moving", StringComparison.Ordinal))];
        var reference = new ReferenceNetwork(model, loss, trainable);
        History history = model.Fit(data, new FitOptions { Epochs = 2, BatchSize = Batch, Shuffle = false });
        double[][] x = [.. Rows(data.Features, Features)];
        int width = model.Summarize()[^1].OutputShape[^1];
        double[][] targets = data.HasTargets
            ? [.. Rows(data.Targets, width)]
            : [.. data.Labels.ToArray().Select(label => width == 1 ? [label] : Enumerable.Range(0, width).Select(c => c == label ? 1.0 : 0).ToArray())];
        int step = 0;
        foreach (EpochResult epoch in history.Epochs)
        {
            double total = 0;
            for (int start = 0; start < Count; start += Batch)
            {
                int rows = Math.Min(Batch, Count - start);
                total += rows * reference.Train(x[start..(start + rows)], targets[start..(start + rows)], step++, Rate);
            }

            Assert.Equal(total / Count, epoch.Loss, 2e-5);
        }

        double[] expected = [.. reference.Parameters.SelectMany(tensor => tensor)];
        float[] trained = Toy.AllWeights(model);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - trained[i]) <= 1e-4 * Math.Max(0.1, Math.Abs(expected[i])), $"weight {i}: expected {expected[i]}, got {trained[i]}");
        }
    }

    private static Sequential Model(ComputeDevice device, params Layer[] layers)
    {
        var model = new Sequential(device, [Features], seed: 3);
        foreach (Layer layer in layers)
        {
            model.Add(layer);
        }

        return model;
    }

    private static Dataset Classes(int classes) => new("classes", [Features], classes, Values(Features), Values(1).Select(value => (byte)((value + 1) / 2 * classes)).ToArray());

    private static Dataset Targets(int width) => Dataset.WithTargets("targets", [Features], width, Values(Features), Values(width).Select(value => (value + 1) / 2).ToArray());

    private static float[] Values(int width)
    {
        var random = new Random(width);
        return [.. Enumerable.Range(0, Count * width).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static IEnumerable<double[]> Rows(ReadOnlyMemory<float> values, int width) =>
        values.ToArray().Chunk(width).Select(row => row.Select(value => (double)value).ToArray());
}
