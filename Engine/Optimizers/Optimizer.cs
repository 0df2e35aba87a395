namespace Engine;

/// <summary>
/// How weights follow their gradients: an immutable description. The state (moments, step count) belongs to the model
/// that was compiled with it.
/// </summary>
public abstract class Optimizer
{
    private protected Optimizer(float learningRate)
    {
        if (!(learningRate > 0 && float.IsFinite(learningRate)))
        {
            throw new EngineException($"A learning rate must be a positive number; {learningRate} was given.");
        }

        LearningRate = learningRate;
    }

    /// <summary>The step size, above 0.</summary>
    public float LearningRate { get; }

    /// <summary>How many numbers the optimizer keeps for each weight.</summary>
    internal abstract int SlotCount { get; }

    /// <summary>Throws unless a decay rate lies in [0, 1).</summary>
    private protected static float CheckRate(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new EngineException($"{name} must be at least 0 and below 1; {value} was given.");
}
