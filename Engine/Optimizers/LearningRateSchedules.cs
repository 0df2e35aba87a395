namespace Engine;

internal sealed class ConstantSchedule : LearningRateSchedule
{
    public override double FactorAt(long step) => 1;
}

internal sealed class ExponentialSchedule : LearningRateSchedule
{
    public ExponentialSchedule(long steps, double rate, bool staircase)
    {
        Steps = CheckSteps(steps);
        Rate = rate > 0 && double.IsFinite(rate)
            ? rate
            : throw new EngineException($"A decay rate must be a positive number; {rate} was given.");
        Staircase = staircase;
    }

    public long Steps { get; }

    public double Rate { get; }

    public bool Staircase { get; }

    public override double FactorAt(long step) => Math.Pow(Rate, Staircase ? step / Steps : (double)step / Steps);
}

internal sealed class PiecewiseSchedule : LearningRateSchedule
{
    public PiecewiseSchedule(IReadOnlyList<(long Boundary, double Factor)> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Boundary < 0 || (i > 0 && pieces[i].Boundary <= pieces[i - 1].Boundary))
            {
                throw new EngineException($"The boundaries of a learning-rate schedule must ascend; boundary {i + 1} is {pieces[i].Boundary}.");
            }

            if (!(pieces[i].Factor >= 0 && double.IsFinite(pieces[i].Factor)))
            {
                throw new EngineException($"A factor of a learning rate must be at least 0; {pieces[i].Factor} was given.");
            }
        }

        Pieces = [.. pieces];
    }

    public IReadOnlyList<(long Boundary, double Factor)> Pieces { get; }

    public override double FactorAt(long step)
    {
        double factor = 1;
        foreach (var (boundary, next) in Pieces)
        {
            factor = step > boundary ? next : factor;
        }

        return factor;
    }
}

internal sealed class CosineSchedule : LearningRateSchedule
{
    public CosineSchedule(long steps, double last)
    {
        Steps = CheckSteps(steps);
        Last = last is >= 0 and <= 1
            ? last
            : throw new EngineException($"The last factor of a cosine decay lies between 0 and 1; {last} was given.");
    }

    public long Steps { get; }

    public double Last { get; }

    public override double FactorAt(long step) =>
        ((1 - Last) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, Steps) / Steps))) + Last;
}

internal sealed class WarmUpSchedule(long steps, LearningRateSchedule next) : LearningRateSchedule
{
    public long Steps { get; } = CheckSteps(steps);

    public LearningRateSchedule Next { get; } = next;

    public override double FactorAt(long step) => step < Steps ? (double)step / Steps : Next.FactorAt(step - Steps);
}
