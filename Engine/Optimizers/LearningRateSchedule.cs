namespace Engine;

/// <summary>
/// How the learning rate changes: a factor for each step, computed on the host in double precision, by which the
/// optimizer's learning rate is multiplied. Immutable; derive from it for a schedule of your own.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>The factor is always 1.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>The factor of a step; the same for the same step, and finite.</summary>
    /// <param name="step">How many steps went before, from 0, over all calls of <see cref="Sequential.Fit"/> since the model was compiled.</param>
    public abstract double FactorAt(long step);

    /// <summary>rate^(step / steps), Keras's ExponentialDecay.</summary>
    /// <param name="steps">In how many steps the factor falls to <paramref name="rate"/>, at least 1.</param>
    /// <param name="rate">Above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public static LearningRateSchedule Exponential(long steps, double rate) => new ExponentialSchedule(steps, rate, staircase: false);

    /// <summary>rate^floor(step / steps): falls at once every so many steps, Keras's ExponentialDecay with staircase.</summary>
    /// <param name="steps">How long the factor stays the same, at least 1.</param>
    /// <param name="rate">What it is multiplied by then, above 0.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    public static LearningRateSchedule Step(long steps, double rate) => new ExponentialSchedule(steps, rate, staircase: true);

    /// <summary>1 up to the first boundary, the first factor up to the second, and so on: Keras's PiecewiseConstantDecay.</summary>
    /// <param name="pieces">The last step of the piece before, ascending, and the factor from then on, at least 0.</param>
    /// <exception cref="EngineException">Boundaries do not ascend, or a factor is negative.</exception>
    public static LearningRateSchedule Piecewise(params IReadOnlyList<(long Boundary, double Factor)> pieces) => new PiecewiseSchedule(pieces);

    /// <summary>Half a cosine from 1 to <paramref name="last"/>, at which it stays: Keras's CosineDecay.</summary>
    /// <param name="steps">How long it takes, at least 1.</param>
    /// <param name="last">The factor at the end, 0 to 1: Keras's alpha.</param>
    /// <exception cref="EngineException">A number is out of its range.</exception>
    /// <remarks>Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.</remarks>
    public static LearningRateSchedule Cosine(long steps, double last = 0) => new CosineSchedule(steps, last);

    /// <summary>Rises from 0 to 1 in a straight line, step / steps, and then goes through this schedule from its beginning, as Keras's CosineDecay does with warm-up.</summary>
    /// <param name="steps">How long it rises, at least 1.</param>
    /// <exception cref="EngineException">The number is below 1.</exception>
    public LearningRateSchedule AfterWarmUp(long steps) => new WarmUpSchedule(steps, this);

    private protected static long CheckSteps(long steps) => steps >= 1
        ? steps
        : throw new EngineException($"A learning-rate schedule needs at least 1 step; {steps} was given.");
}
