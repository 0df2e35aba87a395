namespace Engine.Tests.Engine;

/// <summary>
/// Networks of all layers and losses in plain loops and double precision, written apart from the engine. Gradients are central
/// differences of the loss; nothing is derived by hand.
/// </summary>
internal sealed class ReferenceNetwork
{
    private const double Step = 1e-5;

    private readonly IReadOnlyList<Layer> _layers;
    private readonly Loss _loss;
    private readonly bool[] _trainable;

    /// <param name="model">The layers and the weights to start from.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="trainable">Which of the weight tensors an optimizer updates.</param>
    public ReferenceNetwork(Sequential model, Loss loss, bool[] trainable)
    {
        _layers = model.Layers;
        _loss = loss;
        _trainable = trainable;
        Seed = model.Seed;
        Parameters = [.. model.GetWeights().Select(weight => weight.Values.ToArray().Select(value => (double)value).ToArray())];
    }

    public ulong Seed { get; }

    /// <summary>All weight tensors in order.</summary>
    public double[][] Parameters { get; }

    /// <summary>A step of gradient descent on a batch; gives the mean loss before it.</summary>
    public double Train(double[][] x, double[][] targets, int step, double rate)
    {
        double loss = Loss(x, targets, step, out double[][] moved);
        double[][] gradients = [.. Parameters.Select((tensor, t) => _trainable[t] ? Gradient(tensor, x, targets, step) : new double[tensor.Length])];
        for (int t = 0; t < gradients.Length; t++)
        {
            for (int i = 0; i < gradients[t].Length; i++)
            {
                Parameters[t][i] = _trainable[t] ? Parameters[t][i] - (rate * gradients[t][i]) : moved[t][i];
            }
        }

        return loss;
    }

    /// <summary>The mean loss of a batch, and what batch normalisation makes of the moving statistics.</summary>
    private double Loss(double[][] x, double[][] targets, int step, out double[][] moved)
    {
        moved = [.. Parameters];
        int tensor = 0;
        int drops = 0;
        Activation head = Activation.Linear;
        for (int l = 0; l < _layers.Count; l++)
        {
            bool last = l == _layers.Count - 1;
            switch (_layers[l])
            {
                case Dense dense:
                    x = Multiply(x, Parameters[tensor], Parameters[tensor + 1]);
                    tensor += 2;
                    head = dense.Activation;
                    x = last ? x : Apply(x, head);
                    break;
                case ActivationLayer activation:
                    head = activation.Activation;
                    x = last ? x : Apply(x, head);
                    break;
                case LeakyReluLayer leaky:
                    x = Map(x, value => value < 0 ? leaky.Slope * value : value);
                    break;
                case Dropout dropout:
                    x = Drop(x, (double)(decimal)dropout.Rate, RandomStreams.DropoutKey(Seed, drops++), step);
                    break;
                case BatchNormalization normalization:
                    x = Normalize(x, normalization, tensor, moved);
                    tensor += 4;
                    break;
                default:
                    break;
            }
        }

        return x.Select((row, r) => LossOf(row, targets[r], head)).Average();
    }

    private double[] Gradient(double[] tensor, double[][] x, double[][] targets, int step)
    {
        var gradient = new double[tensor.Length];
        for (int i = 0; i < tensor.Length; i++)
        {
            double kept = tensor[i];
            tensor[i] = kept + Step;
            double up = Loss(x, targets, step, out _);
            tensor[i] = kept - Step;
            gradient[i] = (up - Loss(x, targets, step, out _)) / (2 * Step);
            tensor[i] = kept;
        }

        return gradient;
    }

    private double LossOf(double[] z, double[] t, Activation head)
    {
        if (ReferenceEquals(_loss, global::Engine.Loss.MeanSquaredError))
        {
            return Apply([z], head)[0].Select((y, i) => Math.Pow(y - t[i], 2)).Average();
        }

        if (ReferenceEquals(_loss, global::Engine.Loss.BinaryCrossEntropy))
        {
            return z.Select((value, i) => Math.Log(1 + Math.Exp(-value)) + ((1 - t[i]) * value)).Average();
        }

        double sum = Math.Log(z.Sum(Math.Exp));
        return z.Select((value, i) => t[i] * (sum - value)).Sum();
    }

    private static double[][] Map(double[][] x, Func<double, double> f) => [.. x.Select(row => row.Select(f).ToArray())];

    private static double[][] Apply(double[][] x, Activation activation) => activation switch
    {
        Activation.Relu => Map(x, value => Math.Max(value, 0)),
        Activation.Sigmoid => Map(x, value => 1 / (1 + Math.Exp(-value))),
        Activation.Tanh => Map(x, Math.Tanh),
        Activation.LeakyRelu => Map(x, value => value < 0 ? 0.2 * value : value),
        _ => x,
    };

    private static double[][] Multiply(double[][] x, double[] kernel, double[] bias) =>
        [.. x.Select(row => bias.Select((b, j) => b + row.Select((value, i) => value * kernel[(i * bias.Length) + j]).Sum()).ToArray())];

    private double[][] Normalize(double[][] x, BatchNormalization layer, int tensor, double[][] moved)
    {
        int columns = x[0].Length;
        double[] mean = [.. Enumerable.Range(0, columns).Select(c => x.Average(row => row[c]))];
        double[] variance = [.. Enumerable.Range(0, columns).Select(c => x.Average(row => Math.Pow(row[c] - mean[c], 2)))];
        moved[tensor + 2] = [.. mean.Select((value, c) => ((double)(decimal)layer.Momentum * Parameters[tensor + 2][c]) + ((1 - (double)(decimal)layer.Momentum) * value))];
        moved[tensor + 3] = [.. variance.Select((value, c) => ((double)(decimal)layer.Momentum * Parameters[tensor + 3][c]) + ((1 - (double)(decimal)layer.Momentum) * value))];
        return [.. x.Select(row => row.Select((value, c) =>
            ((value - mean[c]) / Math.Sqrt(variance[c] + layer.Epsilon) * Parameters[tensor][c]) + Parameters[tensor + 1][c]).ToArray())];
    }

    // The mask as docs describe it: two hashes of 32 bits, keyed by seed, layer and step.
    private static double[][] Drop(double[][] x, double rate, ulong key, int step)
    {
        int width = x[0].Length;
        uint first = Hash((uint)key + ((uint)step * 0x9E37_79B9));
        uint second = Hash((uint)(key >> 32) ^ first);
        return [.. x.Select((row, r) => row.Select((value, c) =>
            Hash(Hash((uint)((r * width) + c) + first) ^ second) < rate * 4294967296.0 ? 0 : value / (1 - rate)).ToArray())];
    }

    private static uint Hash(uint bits)
    {
        bits ^= bits >> 16;
        bits *= 2246822507;
        bits ^= bits >> 13;
        bits *= 3266489909;
        return bits ^ (bits >> 16);
    }
}
