namespace Engine;

public sealed partial class Sequential
{
    /// <summary>Trains on the data.</summary>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="EngineException">The model is not compiled, the data does not fit it, or the loss is no longer finite (the step is named).</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the model is as the last finished step left it.</exception>
    public History Fit(Dataset data, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        throw Pending();
    }

    /// <summary>Measures loss and accuracy.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1; has no influence on the accuracy, and next to none on the loss.</param>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public EvaluationResult Evaluate(Dataset data, int batchSize = 1024)
    {
        ArgumentNullException.ThrowIfNull(data);
        throw Pending();
    }

    /// <summary>Computes the model's outputs.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [Count, classes].</returns>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public float[] Predict(Dataset data, int batchSize = 1024)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Predict(data.Images, batchSize);
    }

    /// <summary>Computes the model's outputs for raw samples.</summary>
    /// <param name="samples">Samples one after another, each row-major, one byte a value.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [count, classes].</returns>
    /// <exception cref="EngineException">The number of bytes is no multiple of a sample's.</exception>
    public float[] Predict(ReadOnlyMemory<byte> samples, int batchSize = 1024) => throw Pending();
}
