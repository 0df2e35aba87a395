using Engine.Kernels;
using ILGPU.Algorithms;
using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Activations that users bring.</summary>
public sealed class ElementwiseLayerTests
{
    private const int Samples = 24;

    [Fact]
    public void AnActivationOfOnesOwnTrainsAsTheEnginesDoes()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential own = Model(device, new ElementwiseLayer<OwnRelu>());
        using Sequential built = Model(device, new ActivationLayer(Activation.Relu));
        foreach (Sequential model in new[] { own, built })
        {
            model.Compile(new Adam(0.01f), Loss.SparseCategoricalCrossEntropy);
            model.Fit(Toy.Data(Samples), new FitOptions { Epochs = 3, BatchSize = 8 });
        }

        Assert.Equal(Toy.AllWeights(built), Toy.AllWeights(own));
    }

    [Fact]
    public void ItsGradientIsThatOfFiniteDifferences()
    {
        const float Step = 1f / 64;
        using ComputeDevice device = Toy.Open();
        using Sequential model = Model(device, new ElementwiseLayer<Elu>());
        Dataset data = Toy.Data(Samples);
        model.Compile(new Sgd(1), Loss.SparseCategoricalCrossEntropy);
        IReadOnlyList<WeightTensor> start = model.GetWeights();
        model.Fit(data, new FitOptions { BatchSize = Samples });
        float[][] gradients = [.. start.Zip(model.GetWeights(), (before, after) => before.Values.ToArray().Zip(after.Values.ToArray(), (a, b) => a - b).ToArray())];
        for (int tensor = 0; tensor < start.Count; tensor++)
        {
            for (int i = 0; i < start[tensor].Values.Length; i += 7)
            {
                double difference = (LossWith(tensor, i, Step) - LossWith(tensor, i, -Step)) / (2 * Step);
                Assert.Equal(difference, gradients[tensor][i], 1e-3);
            }
        }

        double LossWith(int tensor, int index, float change)
        {
            model.SetWeights(start.Select((weight, t) =>
            {
                float[] values = weight.Values.ToArray();
                values[index % values.Length] += t == tensor ? change : 0;
                return new WeightTensor(weight.Name, weight.Shape, values);
            }));
            return model.Evaluate(data).Loss;
        }
    }

    private static Sequential Model(ComputeDevice device, Layer activation) =>
        new(device, [4, 4], seed: 5) { new Flatten(), new Dense(9), activation, new Dense(Toy.Classes, Activation.Softmax) };

    private readonly struct OwnRelu : IActivation
    {
        public static float Apply(float x) => x < 0 ? 0 : x;

        public static float Derivative(float y) => y > 0 ? 1 : 0;
    }

    private readonly struct Elu : IActivation
    {
        public static float Apply(float x) => x > 0 ? x : XMath.Exp(x) - 1;

        public static float Derivative(float y) => y > 0 ? 1 : y + 1;
    }
}
