namespace Engine;

/// <summary>
/// Takes part in a training: derive from it, override what you need, and give it to <see cref="FitOptions.Callbacks"/>.
/// Called on the thread that trains, in the order given; what it throws ends the training. One object serves one training at a time.
/// </summary>
public abstract class Callback
{
    /// <summary>What the state is called in checkpoints; several of one name are numbered in order. Without '/'.</summary>
    public virtual string StateName => GetType().Name;

    /// <summary>Before the first step. Starts anew; a training that is resumed calls <see cref="Restore"/> after it.</summary>
    public virtual void OnTrainBegin(TrainingContext context)
    {
    }

    /// <summary>Before the first step of an epoch, or of what is left of it where training is resumed within it.</summary>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>After a step was given to the device, which may not have run it yet: cheap as long as nothing asks for results.</summary>
    public virtual void OnStepEnd(TrainingContext context)
    {
    }

    /// <summary>After an epoch and its validation; <paramref name="result"/> is the last of <see cref="TrainingContext.History"/>.</summary>
    public virtual void OnEpochEnd(TrainingContext context, EpochResult result)
    {
    }

    /// <summary>After the last epoch. Not called if the training fails or is cancelled.</summary>
    public virtual void OnTrainEnd(TrainingContext context)
    {
    }

    /// <summary>Puts into a checkpoint what a resumed training needs.</summary>
    public virtual void Save(CallbackState state)
    {
    }

    /// <summary>Takes up what <see cref="Save"/> kept. Not called if it kept nothing.</summary>
    /// <exception cref="EngineException">The state is not one that <see cref="Save"/> writes.</exception>
    public virtual void Restore(CallbackState state)
    {
    }
}
