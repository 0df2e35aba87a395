namespace Engine.Runs;

/// <summary>An optimizer as the command line and run folders describe it: by name, and what differs from its defaults.</summary>
public sealed record OptimizerSpec
{
    /// <summary>The names: sgd, adam, adamw, rmsprop, adagrad.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "adam", "adamw", "rmsprop", "adagrad"];

    /// <summary>Which one.</summary>
    public required string Name { get; init; }

    /// <summary>The learning rate, if it is not the optimizer's default.</summary>
    public float? LearningRate { get; init; }

    /// <summary>The momentum of sgd or rmsprop, if there is one.</summary>
    public float? Momentum { get; init; }

    /// <summary>Whether sgd's momentum is Nesterov's.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The weight decay, if it is not the optimizer's default.</summary>
    public float? WeightDecay { get; init; }

    /// <summary>The largest norm of all gradients together, if there is one.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public ScheduleSpec Schedule { get; init; } = ScheduleSpec.Constant;

    /// <summary>How many steps the learning rate rises from 0 before that; 0 for none.</summary>
    public int WarmUp { get; init; }

    /// <summary>The optimizer itself.</summary>
    /// <param name="totalSteps">How many steps the training will make.</param>
    /// <exception cref="EngineException">The name is unknown, a number is out of its range, or a setting does not go with the optimizer.</exception>
    public Optimizer Create(long totalSteps)
    {
        if (Momentum is not null && Name is not ("sgd" or "rmsprop"))
        {
            throw new EngineException($"A momentum belongs to sgd and rmsprop; {Name} has moments of its own.");
        }

        if (Nesterov && Name != "sgd")
        {
            throw new EngineException($"Nesterov's momentum belongs to sgd, not to {Name}.");
        }

        float momentum = Momentum ?? 0;
        Optimizer plain = Name switch
        {
            "sgd" => new Sgd(momentum: momentum, nesterov: Nesterov),
            "adam" => new Adam(),
            "adamw" => new AdamW(),
            "rmsprop" => new RmsProp(momentum: momentum),
            "adagrad" => new Adagrad(),
            _ => throw new EngineException($"The optimizer '{Name}' is unknown; use {string.Join(", ", Names)}."),
        };
        LearningRateSchedule schedule = Schedule.Create(totalSteps - WarmUp);
        schedule = WarmUp > 0 ? schedule.AfterWarmUp(WarmUp) : schedule;
        float rate = LearningRate ?? plain.LearningRate;
        float decay = WeightDecay ?? plain.WeightDecay;
        return plain switch
        {
            AdamW => new AdamW(rate, decay) { Schedule = schedule, GlobalClipNorm = ClipNorm },
            Adam => new Adam(rate) { Schedule = schedule, WeightDecay = decay, GlobalClipNorm = ClipNorm },
            RmsProp => new RmsProp(rate, momentum: momentum) { Schedule = schedule, WeightDecay = decay, GlobalClipNorm = ClipNorm },
            Adagrad => new Adagrad(rate) { Schedule = schedule, WeightDecay = decay, GlobalClipNorm = ClipNorm },
            _ => new Sgd(rate, momentum, Nesterov) { Schedule = schedule, WeightDecay = decay, GlobalClipNorm = ClipNorm },
        };
    }
}
