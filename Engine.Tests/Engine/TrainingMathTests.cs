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
    public void AdamStepsAgree(Activation hidden) => Check(hidden, new Adam(0.01f), (w, g, slots, i, t) => AdamRule(w, g, slots, i, t, 0.01));

    [Fact]
    public void MomentumStepsAgree() => Check(Activation.Relu, new Sgd(0.1f, momentum: 0.9f), (w, g, slots, i, _) =>
    {
        slots[0][i] = (0.9 * slots[0][i]) - (0.1 * g);
        return w + slots[0][i];
    });

    [Fact]
    public void NesterovStepsAgree() => Check(Activation.Relu, new Sgd(0.1f, momentum: 0.9f, nesterov: true), (w, g, slots, i, _) =>
    {
        slots[0][i] = (0.9 * slots[0][i]) - (0.1 * g);
        return w + (0.9 * slots[0][i]) - (0.1 * g);
    });

    [Fact]
    public void AdagradStepsAgree() => Check(Activation.Sigmoid, new Adagrad(0.1f, initialAccumulator: 0), (w, g, slots, i, _) =>
    {
        slots[0][i] += g * g;
        return w - (0.1 * g / Math.Sqrt(slots[0][i] + 1e-7));
    });

    [Fact]
    public void RmsPropStepsAgree() => Check(Activation.Sigmoid, new RmsProp(0.01f), (w, g, slots, i, _) =>
    {
        slots[0][i] += 0.1 * ((g * g) - slots[0][i]);
        return w - (0.01 * g / Math.Sqrt(slots[0][i] + 1e-7));
    });

    [Fact]
    public void AdamWStepsAgree() => Check(Activation.Sigmoid, new AdamW(0.01f, weightDecay: 0.5f), (w, g, slots, i, t) =>
        AdamRule(w - (0.5 * 0.01 * w), g, slots, i, t, 0.01));

    [Fact]
    public void ScheduledStepsAgree()
    {
        var schedule = LearningRateSchedule.Cosine(7).AfterWarmUp(2);
        Check(Activation.Sigmoid, new Adam(0.01f) { Schedule = schedule, WeightDecay = 0.25f }, (w, g, slots, i, t) =>
        {
            double rate = 0.01 * schedule.FactorAt(t - 1);
            return AdamRule(w - (0.25 * rate * w), g, slots, i, t, rate);
        });
    }

    [Theory]
    [InlineData(0.05, null)]
    [InlineData(null, 0.05)]
    [InlineData(1e6, null)]
    public void ClippedStepsAgree(double? global, double? own)
    {
        Optimizer optimizer = new Sgd(0.5f, 0.9f) { GlobalClipNorm = (float?)global, ClipNorm = (float?)own };
        Check(Activation.Sigmoid, optimizer, (w, g, slots, i, _) =>
        {
            slots[0][i] = (0.9 * slots[0][i]) - (0.5 * g);
            return w + slots[0][i];
        },
        gradients =>
        {
            double[] norms = [.. gradients.Select(tensor => Math.Sqrt(tensor.Sum(value => value * value)))];
            double all = Math.Sqrt(norms.Sum(norm => norm * norm));
            return [.. gradients.Select((tensor, i) => tensor.Select(value => value * Math.Min(1, (global / all) ?? (own!.Value / norms[i]))).ToArray())];
        });
    }

    [Fact]
    public void ClippedTrainingIsTheSameWithAnyNumberOfThreads()
    {
        float[] alone = Trained(1);
        Assert.Equal(alone, Trained(2));
        Assert.Equal(alone, Trained(5));

        static float[] Trained(int threads)
        {
            using ComputeDevice device = Toy.Open(threads);
            using Sequential model = Toy.Model(device, optimizer: new RmsProp(0.01f) { GlobalClipNorm = 0.1f });
            _ = model.Fit(Toy.Data(60), InOrder);
            return Toy.AllWeights(model);
        }
    }

    private static double AdamRule(double w, double g, double[][] slots, int i, int t, double rate)
    {
        slots[0][i] += 0.1 * (g - slots[0][i]);
        slots[1][i] += 0.001 * ((g * g) - slots[1][i]);
        return w - (rate * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t)) * slots[0][i] / (Math.Sqrt(slots[1][i]) + 1e-7));
    }

    // Twelve samples in batches of five: the third batch of an epoch has two.
    private static void Check(Activation hidden, Optimizer optimizer, Func<double, double, double[][], int, int, double> rule, Func<double[][], double[][]>? clip = null)
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
                gradients = clip?.Invoke(gradients) ?? gradients;
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
