namespace Engine.Tests.Engine;

/// <summary>
/// A model of dense layers in plain loops and double precision, written apart from the engine: ReLU or sigmoid between
/// layers, softmax with cross-entropy at the end.
/// </summary>
internal sealed class HostModel
{
    private readonly double[][] _parameters;
    private readonly int[] _inputs;
    private readonly int[] _units;
    private readonly bool _sigmoid;

    public HostModel(IReadOnlyList<WeightTensor> weights, bool sigmoid)
    {
        _sigmoid = sigmoid;
        _parameters = [.. weights.Select(weight => weight.Values.ToArray().Select(value => (double)value).ToArray())];
        _inputs = [.. weights.Where((_, i) => i % 2 == 0).Select(weight => weight.Shape[0])];
        _units = [.. weights.Where((_, i) => i % 2 == 0).Select(weight => weight.Shape[1])];
    }

    /// <summary>Kernel and bias of each layer in turn.</summary>
    public IReadOnlyList<double[]> Parameters => _parameters;

    public double Loss(Dataset data, int start, int rows)
    {
        double loss = 0;
        for (int row = start; row < start + rows; row++)
        {
            loss -= Math.Log(Forward(data, row)[^1][data.Labels.Span[row]]);
        }

        return loss / rows;
    }

    /// <summary>The gradient of <see cref="Loss"/> with respect to every parameter, by backpropagation.</summary>
    public double[][] Gradients(Dataset data, int start, int rows)
    {
        double[][] gradients = [.. _parameters.Select(parameter => new double[parameter.Length])];
        for (int row = start; row < start + rows; row++)
        {
            double[][] values = Forward(data, row);
            double[] delta = [.. values[^1].Select((p, j) => (p - (j == data.Labels.Span[row] ? 1 : 0)) / rows)];
            for (int layer = _units.Length - 1; layer >= 0; layer--)
            {
                double[] x = values[layer];
                var below = new double[_inputs[layer]];
                for (int j = 0; j < _units[layer]; j++)
                {
                    gradients[(2 * layer) + 1][j] += delta[j];
                    for (int i = 0; i < _inputs[layer]; i++)
                    {
                        gradients[2 * layer][(i * _units[layer]) + j] += x[i] * delta[j];
                        below[i] += _parameters[2 * layer][(i * _units[layer]) + j] * delta[j];
                    }
                }

                delta = [.. below.Select((d, i) => d * (_sigmoid ? x[i] * (1 - x[i]) : x[i] > 0 ? 1 : 0))];
            }
        }

        return gradients;
    }

    private double[][] Forward(Dataset data, int row)
    {
        var values = new double[_units.Length + 1][];
        values[0] = [.. data.Images.Slice(row * data.SampleSize, data.SampleSize).ToArray().Select(pixel => pixel / 255.0)];
        for (int layer = 0; layer < _units.Length; layer++)
        {
            var z = new double[_units[layer]];
            for (int j = 0; j < z.Length; j++)
            {
                z[j] = _parameters[(2 * layer) + 1][j];
                for (int i = 0; i < _inputs[layer]; i++)
                {
                    z[j] += values[layer][i] * _parameters[2 * layer][(i * z.Length) + j];
                }
            }

            values[layer + 1] = layer < _units.Length - 1
                ? [.. z.Select(v => _sigmoid ? 1 / (1 + Math.Exp(-v)) : Math.Max(v, 0))]
                : [.. z.Select(v => Math.Exp(v - z.Max()) / z.Sum(other => Math.Exp(other - z.Max())))];
        }

        return values;
    }
}
