using Xunit;

namespace Engine.Tests.Engine;

/// <summary>Training against a plain model in double precision.</summary>
public sealed class TrainingMathTests
{
    private static readonly FitOptions InOrder = new() { Epochs = 3, BatchSize = 5, Shuffle = false };

    [Fact]
    public void TheHostModelsGradientsAreItsDerivatives()
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device, hidden: Activation.Sigmoid);
        Dataset data = Toy.Data(4);
        var host = new HostModel(model.GetWeights(), sigmoid: true);
        double[][] gradients = host.Gradients(data, 0, 4);
        for (int tensor = 0; tensor < gradients.Length; tensor++)
        {
            const double h = 1e-5;
            double[] parameter = host.Parameters[tensor];
            for (int i = 0; i < parameter.Length; i += 7)
            {
                double kept = parameter[i];
                parameter[i] = kept + h;
                double up = host.Loss(data, 0, 4);
                parameter[i] = kept - h;
                double down = host.Loss(data, 0, 4);
                parameter[i] = kept;
                Assert.Equal((up - down) / (2 * h), gradients[tensor][i], 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    public void SgdStepsAgree(Activation hidden) => Check(hidden, new Sgd(0.5f), (w, g, _, _, _) => w - (0.5 * g));

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    public void AdamStepsAgree(Activation hidden) => Check(hidden, new Adam(0.01f), (w, g, slots, i, t) =>
    {
        slots[0][i] += 0.1 * (g - slots[0][i]);
        slots[1][i] += 0.001 * ((g * g) - slots[1][i]);
        double alpha = 0.01 * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t));
        return w - (alpha * slots[0][i] / (Math.Sqrt(slots[1][i]) + 1e-7));
    });

    [Fact]
    public void MomentumStepsAgree() => Check(Activation.Relu, new Sgd(0.1f, momentum: 0.9f), (w, g, slots, i, _) =>
    {
        slots[0][i] = (0.9 * slots[0][i]) - (0.1 * g);
        return w + slots[0][i];
    });

    // Twelve samples in batches of five: the third batch of an epoch has two.
    private static void Check(Activation hidden, Optimizer optimizer, Func<double, double, double[][], int, int, double> rule)
    {
        using ComputeDevice device = Toy.Open();
        using Sequential model = Toy.Model(device, optimizer: optimizer, hidden: hidden);
        Dataset data = Toy.Data(12);
        var host = new HostModel(model.GetWeights(), hidden == Activation.Sigmoid);
        double[][][] slots = [.. host.Parameters.Select(parameter => new[] { new double[parameter.Length], new double[parameter.Length] })];
        int t = 0;
        var losses = new List<double>();
        for (int epoch = 0; epoch < InOrder.Epochs; epoch++)
        {
            double loss = 0;
            for (int start = 0; start < data.Count; start += InOrder.BatchSize)
            {
                int rows = Math.Min(InOrder.BatchSize, data.Count - start);
                loss += host.Loss(data, start, rows) * rows;
                double[][] gradients = host.Gradients(data, start, rows);
                t++;
                for (int tensor = 0; tensor < gradients.Length; tensor++)
                {
                    double[] w = host.Parameters[tensor];
                    for (int i = 0; i < w.Length; i++)
                    {
                        w[i] = rule(w[i], gradients[tensor][i], slots[tensor], i, t);
                    }
                }
            }

            losses.Add(loss / data.Count);
        }

        History history = model.Fit(data, InOrder);

        Assert.Equal(9, history.Steps);
        for (int epoch = 0; epoch < losses.Count; epoch++)
        {
            Assert.Equal(losses[epoch], history.Epochs[epoch].Loss, 2e-5);
        }

        float[] trained = Toy.AllWeights(model);
        double[] expected = [.. host.Parameters.SelectMany(parameter => parameter)];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - trained[i]) <= 2e-4 * Math.Max(0.1, Math.Abs(expected[i])),
                $"weight {i}: expected {expected[i]}, got {trained[i]}");
        }
    }
}
