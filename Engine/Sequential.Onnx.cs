using Engine.Onnx;

namespace Engine;

public sealed partial class Sequential
{
    /// <summary>
    /// Writes the model as an ONNX file (operator set 17): one input of [batch, input shape], one output of [batch, outputs],
    /// probabilities where the model ends in softmax. The file is written beside and renamed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="input">What the input takes; bytes are scaled by the graph as training scaled them.</param>
    /// <exception cref="EngineException">A layer has no counterpart, or the file cannot be written.</exception>
    public void ExportOnnx(string path, OnnxInput input = OnnxInput.Bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<WeightTensor> weights = GetWeights();
        OnnxFile.Write(path, OnnxExport.Create(_plan!, _inputShape, weights, input));
    }

    /// <summary>
    /// Reads an ONNX file that <see cref="ExportOnnx"/> wrote, runs it by plain loops, with nothing of the engine's kernels,
    /// and compares its outputs with the model's.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="data">The samples to compare on; bytes or floats as the file takes.</param>
    /// <exception cref="DataFormatException">The file is no such graph.</exception>
    /// <exception cref="EngineException">The file cannot be read, or the data does not fit it or the model.</exception>
    public OnnxComparison CompareOnnx(string path, Dataset data)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(data);
        OnnxGraph graph = OnnxReader.Read(path);
        if (graph.Input.Type == OnnxType.Float != data.HasFeatures || !graph.Input.SampleShape.SequenceEqual(data.InputShape))
        {
            throw new EngineException(
                $"'{path}' takes {graph.Input.Type} samples of shape {Shapes.Format(graph.Input.SampleShape)}, but data set {data.Name} has others.");
        }

        float[] expected = Predict(data);
        float[][] actual = new OnnxRunner(graph).Run(data.Count, sample => data.HasFeatures
            ? data.Features.Slice(sample * data.SampleSize, data.SampleSize).ToArray()
            : Array.ConvertAll(data.Images.Slice(sample * data.SampleSize, data.SampleSize).ToArray(), value => (float)value));
        return Compare(expected, actual);
    }

    private static OnnxComparison Compare(float[] expected, float[][] actual)
    {
        double largest = 0;
        int others = 0;
        int width = expected.Length / actual.Length;
        for (int sample = 0; sample < actual.Length; sample++)
        {
            ReadOnlySpan<float> row = expected.AsSpan(sample * width, width);
            float[] other = actual[sample];
            for (int i = 0; i < width; i++)
            {
                // A NaN on one side alone is as far off as can be.
                double difference = Math.Abs((double)row[i] - other[i]);
                largest = Math.Max(largest, double.IsNaN(difference) && !(float.IsNaN(row[i]) && float.IsNaN(other[i])) ? double.PositiveInfinity : difference);
            }

            others += IndexOfLargest(row) == IndexOfLargest(other) ? 0 : 1;
        }

        return new OnnxComparison(actual.Length, largest, others);
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
