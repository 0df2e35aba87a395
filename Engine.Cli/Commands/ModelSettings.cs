using Engine.Cli.CommandLine;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Reads the options of train that say what is trained and how its weights follow their gradients.</summary>
internal static class ModelSettings
{
    private static readonly (string Name, Activation Activation)[] s_activations =
    [
        ("relu", Activation.Relu), ("leaky-relu", Activation.LeakyRelu), ("sigmoid", Activation.Sigmoid), ("tanh", Activation.Tanh), ("linear", Activation.Linear),
    ];

    public static ModelDetails ReadDetails(TrainOptions options)
    {
        string activation = OptionValue.Choice("--activation", options.Activation, [.. s_activations.Select(choice => choice.Name)]);
        string? loss = options.Loss is { } text ? OptionValue.Choice("--loss", text, [.. Loss.All.Select(choice => choice.Name)]) : null;
        return new ModelDetails
        {
            Activation = s_activations.First(choice => choice.Name == activation).Activation,
            BatchNorm = options.BatchNorm,
            Dropout = OptionValue.Fraction("--dropout", options.Dropout),
            Loss = Loss.All.FirstOrDefault(choice => choice.Name == loss),
        };
    }

    public static OptimizerSpec ReadOptimizer(TrainOptions options)
    {
        string name = OptionValue.Choice("--optimizer", options.Optimizer, [.. OptimizerSpec.Names]);
        if (options.Momentum is not null && name is not ("sgd" or "rmsprop"))
        {
            throw new UsageException($"--momentum belongs to --optimizer sgd or rmsprop; {name} has moments of its own.");
        }

        if (options.Nesterov && (name != "sgd" || options.Momentum is null))
        {
            throw new UsageException("--nesterov belongs to --optimizer sgd with a --momentum, such as 0.9.");
        }

        return new OptimizerSpec
        {
            Name = name,
            LearningRate = options.LearningRate is { } rate ? OptionValue.Positive("--learning-rate", rate) : null,
            Momentum = options.Momentum is { } momentum ? OptionValue.Fraction("--momentum", momentum) : null,
            Nesterov = options.Nesterov,
            WeightDecay = options.WeightDecay is { } decay ? OptionValue.NotNegative("--weight-decay", decay) : null,
            ClipNorm = options.ClipNorm is { } norm ? OptionValue.Positive("--clip-norm", norm) : null,
            Schedule = ReadSchedule(options.Schedule),
            WarmUp = OptionValue.Integer("--warmup", options.WarmUp, 0),
        };
    }

    private static ScheduleSpec ReadSchedule(string text)
    {
        string kind = OptionValue.Choice("--schedule", text.Split(':')[0], [.. ScheduleSpec.Kinds]);
        try
        {
            return ScheduleSpec.Parse(text);
        }
        catch (EngineException error)
        {
            throw new UsageException($"--schedule {kind}: {error.Message}");
        }
    }
}
