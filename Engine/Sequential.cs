using System.Collections;

namespace Engine;

/// <summary>
/// A model whose layers follow one another. Add layers (a collection initialiser will do), then <see cref="Compile"/>,
/// <see cref="Fit"/>, <see cref="Evaluate"/>, <see cref="Predict(Dataset, int)"/>. Weights are drawn from the seed when they are first needed;
/// after that no layer can be added. Not safe for use by several threads at a time.
/// </summary>
public sealed partial class Sequential : IEnumerable<Layer>, IDisposable
{
    private readonly ComputeDevice _device;
    private readonly List<Layer> _layers = [];
    private readonly int[] _inputShape;
    private readonly KeptDataset _measured;
    private ModelPlan? _plan;
    private Network? _network;
    private OptimizerState? _optimizer;
    private Loss? _loss;
    private bool _disposed;

    /// <summary>Creates a model without layers.</summary>
    /// <param name="device">Where the model lives; must outlive it.</param>
    /// <param name="inputShape">The shape of one input sample, for example [28, 28].</param>
    /// <param name="seed">Determines the initial weights and the order of the samples: the same seed gives the same bytes.</param>
    /// <exception cref="EngineException">The shape has a dimension below 1.</exception>
    public Sequential(ComputeDevice device, IReadOnlyList<int> inputShape, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(inputShape);
        _ = Shapes.Size(inputShape, "the model's input shape");
        _device = device;
        _inputShape = [.. inputShape];
        _measured = new KeptDataset(device);
        Seed = seed;
    }

    /// <summary>Determines the initial weights and the order of the samples.</summary>
    public ulong Seed { get; }

    /// <summary>The shape of one input sample.</summary>
    public IReadOnlyList<int> InputShape => _inputShape;

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Appends a layer.</summary>
    /// <exception cref="EngineException">The weights exist already.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (_network is not null)
        {
            throw new EngineException("The model has its weights already; add all layers before Compile, Fit, Predict or Load.");
        }

        _layers.Add(layer);
    }

    /// <inheritdoc/>
    public IEnumerator<Layer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Describes the layers; needs no weights.</summary>
    /// <exception cref="EngineException">A layer cannot take the output of the one before it.</exception>
    public IReadOnlyList<LayerSummary> Summarize() =>
        [.. ModelPlan.Create(_inputShape, _layers).Layers.Select(layer => layer.Summary)];

    /// <summary>Chooses how to train; starts the optimizer's state anew.</summary>
    /// <exception cref="EngineException">The layers do not fit together, or do not suit the loss.</exception>
    public void Compile(Optimizer optimizer, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        Network network = Build();
        network.Use(loss);
        _loss = loss;
        _optimizer?.Dispose();
        _optimizer = OptimizerState.Create(optimizer, _device, network.Weights);
    }

    /// <summary>Frees the model's memory on the device.</summary>
    public void Dispose()
    {
        _disposed = true;
        _optimizer?.Dispose();
        _network?.Dispose();
        _measured.Dispose();
        _optimizer = null;
        _network = null;
    }

    private Network Build()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_network is null)
        {
            _plan = ModelPlan.Create(_inputShape, _layers);
            _network = new Network(_device, _plan, Seed);
        }

        return _network;
    }
}
