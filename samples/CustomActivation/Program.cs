using Engine;
using Engine.Kernels;
using ILGPU.Algorithms;

using var device = ComputeDevice.Open("auto");
var (train, test) = Datasets.SyntheticDigits.Load(trainCount: 20_000);

using var model = new Sequential(device, train.InputShape, seed: 42)
{
    new Flatten(),
    new Dense(64),
    new ElementwiseLayer<Elu>(),
    new Dense(train.ClassCount, Activation.Softmax),
};
model.Compile(new Adam(), Loss.SparseCategoricalCrossEntropy);
model.Fit(train, new FitOptions { Epochs = 4 });
Console.WriteLine($"Test accuracy: {model.Evaluate(test).Accuracy:P1}");

/// <summary>
/// The exponential linear unit: x above 0, else exp(x) − 1. Source: Clevert, Unterthiner and Hochreiter, "Fast and Accurate
/// Deep Network Learning by Exponential Linear Units", 2016.
/// </summary>
internal readonly struct Elu : IActivation
{
    public static float Apply(float x) => x > 0 ? x : XMath.Exp(x) - 1;

    // In terms of the result y: exp(x) is y + 1.
    public static float Derivative(float y) => y > 0 ? 1 : y + 1;
}
