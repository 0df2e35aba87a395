using System.Runtime.InteropServices;

namespace Engine;

/// <summary>
/// The tensors of a checkpoint: "model/dense.kernel", "optimizer/slots", "history" [epochs, figures] and, for weights that
/// callbacks keep, "callbacks/EarlyStopping/best/dense.kernel".
/// </summary>
internal static class CheckpointTensors
{
    private const string ModelPrefix = "model/";
    private const string CallbacksPart = "callbacks";
    private const string SlotsName = "optimizer/slots";
    private const string HistoryName = "history";

    public static IEnumerable<SafeTensor> Of(TrainingCheckpoint checkpoint) =>
    [
        .. checkpoint.Weights.Select(weight => Tensor(ModelPrefix, weight)),
        .. from callback in checkpoint.Callbacks
           from kept in callback.Value.Weights
           from weight in kept.Value
           select Tensor($"{CallbacksPart}/{callback.Key}/{kept.Key}/", weight),
        SafeTensor.FromFloats(SlotsName, checkpoint.Slots.Span, checkpoint.Slots.Length),
        new SafeTensor(
            HistoryName,
            SafeTensorType.F64,
            [checkpoint.History.Count, EpochColumns.Names.Count],
            MemoryMarshal.AsBytes<double>(checkpoint.History.SelectMany(EpochColumns.Pack).ToArray()).ToArray()),
    ];

    /// <exception cref="DataFormatException">A tensor is missing, unknown or of another shape.</exception>
    public static TrainingCheckpoint ToCheckpoint(string path, CheckpointState state, IEnumerable<SafeTensor> tensors)
    {
        var weights = new List<WeightTensor>();
        float[]? slots = null;
        IReadOnlyList<EpochResult>? history = null;
        Dictionary<string, KeptByCallback> callbacks = state.Callbacks.ToDictionary(pair => pair.Key, pair => new KeptByCallback(pair.Value), StringComparer.Ordinal);
        foreach (SafeTensor tensor in tensors)
        {
            if (tensor.Name == HistoryName)
            {
                history = ReadHistory(path, tensor);
            }
            else if (tensor.Name == SlotsName && tensor is { Type: SafeTensorType.F32, Shape.Count: 1 })
            {
                slots = tensor.ToFloats();
            }
            else if (tensor.Name.StartsWith(ModelPrefix, StringComparison.Ordinal))
            {
                weights.Add(ReadWeight(path, tensor, tensor.Name[ModelPrefix.Length..]));
            }
            else if (tensor.Name.Split('/', 4) is [CallbacksPart, var callback, var key, var name] && callbacks.TryGetValue(callback, out KeptByCallback? kept))
            {
                kept.Add(key, ReadWeight(path, tensor, name));
            }
            else
            {
                throw Unknown(path, tensor);
            }
        }

        if (weights.Count == 0 || slots is null || history is null)
        {
            throw new DataFormatException(path, 0, $"the checkpoint lacks its {(weights.Count == 0 ? "weights" : slots is null ? SlotsName : HistoryName)}.");
        }

        return new TrainingCheckpoint(state, weights, slots, history, callbacks.ToDictionary(pair => pair.Key, pair => pair.Value.ToState(), StringComparer.Ordinal));
    }

    private static SafeTensor Tensor(string prefix, WeightTensor weight) =>
        SafeTensor.FromFloats(prefix + weight.Name, weight.Values.Span, [.. weight.Shape]);

    private static WeightTensor ReadWeight(string path, SafeTensor tensor, string name) =>
        name.Length > 0 && tensor.Type == SafeTensorType.F32 && tensor.Shape.Count > 0 && tensor.Shape.All(extent => extent is >= 1 and <= int.MaxValue)
            ? new WeightTensor(name, [.. tensor.Shape.Select(extent => (int)extent)], tensor.ToFloats())
            : throw Unknown(path, tensor);

    private static EpochResult[] ReadHistory(string path, SafeTensor tensor)
    {
        int columns = EpochColumns.Names.Count;
        if (tensor.Type != SafeTensorType.F64 || tensor.Shape.Count != 2 || tensor.Shape[1] != columns)
        {
            throw Unknown(path, tensor);
        }

        double[] figures = MemoryMarshal.Cast<byte, double>(tensor.Data.Span).ToArray();
        var history = new EpochResult[tensor.Shape[0]];
        for (int i = 0; i < history.Length; i++)
        {
            history[i] = EpochColumns.Unpack(figures.AsSpan(i * columns, columns));
            if (history[i].Epoch != i + 1)
            {
                throw new DataFormatException(path, 0, $"row {i} of the history should be epoch {i + 1}.");
            }
        }

        return history;
    }

    private static DataFormatException Unknown(string path, SafeTensor tensor) =>
        new(path, 0, $"a checkpoint has no tensor '{tensor.Name}' of {tensor.Type.Name()} [{string.Join(", ", tensor.Shape)}].");

    /// <summary>A callback's part while the file is read.</summary>
    private sealed class KeptByCallback(Dictionary<string, string> texts)
    {
        private readonly Dictionary<string, List<WeightTensor>> _weights = new(StringComparer.Ordinal);

        public void Add(string key, WeightTensor weight)
        {
            if (!_weights.TryGetValue(key, out List<WeightTensor>? list))
            {
                _weights.Add(key, list = []);
            }

            list.Add(weight);
        }

        public CallbackState ToState() =>
            new(texts, _weights.ToDictionary(pair => pair.Key, IReadOnlyList<WeightTensor> (pair) => pair.Value, StringComparer.Ordinal));
    }
}
