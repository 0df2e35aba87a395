using Engine.Models;

namespace Engine.Runs;

public sealed partial record RunConfig
{
    /// <summary>The model of these settings.</summary>
    /// <exception cref="EngineException">The model is unknown.</exception>
    public ModelSpec ToModel() => Layers is { } layers ? new ModelSpec(Model, new ModelDescription { Layers = layers }) : ModelSpec.Parse(Model);

    /// <summary>The optimizer of these settings.</summary>
    /// <exception cref="EngineException">The schedule is unknown.</exception>
    public OptimizerSpec ToOptimizer() => new()
    {
        Name = Optimizer,
        LearningRate = LearningRate,
        Momentum = Momentum == 0 ? null : Momentum,
        Nesterov = Nesterov ?? false,
        WeightDecay = WeightDecay,
        ClipNorm = ClipNorm,
        Schedule = Schedule is { } text ? ScheduleSpec.Parse(text) : ScheduleSpec.Constant,
        WarmUp = WarmUp ?? 0,
    };

    /// <summary>What the layers of these settings' model are like.</summary>
    /// <exception cref="EngineException">The loss is unknown.</exception>
    public ModelDetails ToDetails() => new()
    {
        Activation = Activation,
        BatchNorm = BatchNorm ?? false,
        Dropout = Dropout ?? 0,
        Loss = Loss is { } name
            ? Engine.Loss.All.FirstOrDefault(loss => loss.Name == name) ?? throw new EngineException($"The loss '{name}' is unknown; use {string.Join(", ", Engine.Loss.All.Select(loss => loss.Name))}.")
            : Engine.Loss.SparseCategoricalCrossEntropy,
    };
}
