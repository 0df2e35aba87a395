namespace Engine;

/// <summary>
/// How weights follow their gradients: an immutable description. The state (moments, step count) belongs to the model
/// that was compiled with it.
/// </summary>
public abstract class Optimizer
{
    private protected Optimizer(float learningRate) => LearningRate = CheckPositive(learningRate, "A learning rate");

    /// <summary>The name, as Keras spells it: sgd, adam.</summary>
    public abstract string Name { get; }

    /// <summary>The step size, above 0; the schedule's factor times this is that of a step.</summary>
    public float LearningRate { get; }

    /// <summary>How the learning rate changes from step to step; by default it does not.</summary>
    public LearningRateSchedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LearningRateSchedule.Constant;

    /// <summary>
    /// The share of each weight, biases too, that each step takes away, times the step's learning rate: w ← w − d·lr·w
    /// before the optimizer's rule. At least 0; by default 0, for AdamW 0.004.
    /// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
    /// </summary>
    /// <exception cref="EngineException">The number is negative or not finite.</exception>
    public float WeightDecay
    {
        get;
        init => field = value >= 0 && float.IsFinite(value)
            ? value
            : throw new EngineException($"A weight decay must be at least 0; {value} was given.");
    }

    /// <summary>
    /// The largest norm of the gradient of a single weight tensor; a larger one is scaled down to it. Null, as by default, for
    /// none. Clipping needs memory for all gradients, and takes the fused updates apart.
    /// </summary>
    /// <exception cref="EngineException">The number is not positive.</exception>
    public float? ClipNorm { get; init => field = value is { } norm ? CheckPositive(norm, "A clip norm") : null; }

    /// <summary>As <see cref="ClipNorm"/>, of the norm over all tensors together; only one of the two may be given.</summary>
    /// <exception cref="EngineException">The number is not positive.</exception>
    public float? GlobalClipNorm { get; init => field = value is { } norm ? CheckPositive(norm, "A global clip norm") : null; }

    /// <summary>How many numbers the optimizer keeps for each weight.</summary>
    internal abstract int SlotCount { get; }

    /// <summary>What those numbers are before the first step.</summary>
    internal virtual float InitialSlot => 0;

    /// <summary>Whether the rule's factor differs from step to step, or weights decay by shares that do.</summary>
    internal virtual bool Varies => !ReferenceEquals(Schedule, LearningRateSchedule.Constant);

    /// <summary>The rule's factor at a step, from the learning rate then.</summary>
    /// <param name="rate">The learning rate of the step.</param>
    /// <param name="step">The step, from 1.</param>
    internal virtual float StepSize(double rate, long step) => (float)rate;

    /// <summary>The learning rate of a step, from 1.</summary>
    internal double RateAt(long step) => LearningRate * Schedule.FactorAt(step - 1);

    /// <summary>Throws unless a decay rate lies in [0, 1).</summary>
    private protected static float CheckRate(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new EngineException($"{name} must be at least 0 and below 1; {value} was given.");

    /// <summary>Throws unless a number is positive and finite.</summary>
    private protected static float CheckPositive(float value, string name) => value > 0 && float.IsFinite(value)
        ? value
        : throw new EngineException($"{name} must be a positive number; {value} was given.");

    /// <summary>1 − a rate by decimal: the user's 0.9f means 0.9, and 1 - 0.9f would be off by 2e-8.</summary>
    private protected static float Complement(float rate) => (float)(1 - (decimal)rate);
}
