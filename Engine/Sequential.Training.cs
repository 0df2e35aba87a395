namespace Engine;

public sealed partial class Sequential
{
    // Over all calls of Fit, so that the next call draws new orders.
    private int _epochsDrawn;

    /// <summary>Trains on the data.</summary>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="EngineException">The model is not compiled, the data does not fit it, or the loss is no longer finite (the step is named).</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the model is as the last finished step left it.</exception>
    public History Fit(Dataset data, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OptimizerState optimizer = _optimizer ?? throw new EngineException("The model is not compiled; call Compile before Fit.");
        Network network = Build();
        Check(data);
        Dataset? validation = options.ValidationData;
        if (options.ValidationSplit > 0)
        {
            (data, validation) = data.Split(options.ValidationSplit);
        }

        if (validation is not null)
        {
            Check(validation);
        }

        return DeviceFailure.Explain(() =>
        {
            using var trainer = new Trainer(_device, network, optimizer, data, validation, options);
            return trainer.Run(options.Shuffle ? _ => RandomStreams.EpochOrder(data.Count, Seed, _epochsDrawn++) : null);
        });
    }

    /// <summary>Measures loss and accuracy.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1; has no influence on the accuracy, and next to none on the loss.</param>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public EvaluationResult Evaluate(Dataset data, int batchSize = Evaluator.DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckBatchSize(batchSize);
        Network network = Build();
        if (!EndsInSoftmax)
        {
            throw new EngineException("Only a model that ends in softmax can be evaluated; use Predict for its outputs.");
        }

        Check(data);
        return DeviceFailure.Explain(() =>
        {
            using var onDevice = new DeviceDataset(_device, data.Images, data.Labels, data.SampleSize);
            using var evaluator = new Evaluator(_device, network, onDevice, batchSize);
            return evaluator.Evaluate();
        });
    }

    /// <summary>Computes the model's outputs.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [Count, classes].</returns>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public float[] Predict(Dataset data, int batchSize = Evaluator.DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Predict(data.Images, batchSize);
    }

    /// <summary>Computes the model's outputs for raw samples.</summary>
    /// <param name="samples">Samples one after another, each row-major, one byte a value.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [count, classes].</returns>
    /// <exception cref="EngineException">The number of bytes is no multiple of a sample's.</exception>
    public float[] Predict(ReadOnlyMemory<byte> samples, int batchSize = Evaluator.DefaultBatchSize)
    {
        CheckBatchSize(batchSize);
        Network network = Build();
        if (samples.Length % network.InputSize != 0)
        {
            throw new EngineException($"{samples.Length} bytes are no whole number of samples: each has {network.InputSize} for input shape {Shapes.Format(_inputShape)}.");
        }

        int count = samples.Length / network.InputSize;
        if (count == 0)
        {
            return [];
        }

        return DeviceFailure.Explain(() =>
        {
            using var onDevice = new DeviceDataset(_device, samples, new byte[count], network.InputSize);
            using var evaluator = new Evaluator(_device, network, onDevice, batchSize);
            return evaluator.Predict(EndsInSoftmax);
        });
    }

    private static void CheckBatchSize(int batchSize)
    {
        if (batchSize < 1)
        {
            throw new EngineException($"The batch size must be at least 1; {batchSize} was given.");
        }
    }

    private void Check(Dataset data)
    {
        Network network = Build();
        if (!data.InputShape.SequenceEqual(_inputShape))
        {
            throw new EngineException(
                $"The samples of data set {data.Name} have shape {Shapes.Format(data.InputShape)}, but the model takes {Shapes.Format(_inputShape)}.");
        }

        if (data.ClassCount > network.OutputSize)
        {
            throw new EngineException($"Data set {data.Name} has {data.ClassCount} classes, but the model only {network.OutputSize} outputs.");
        }

        if (data.Count == 0)
        {
            throw new EngineException($"Data set {data.Name} has no samples.");
        }
    }
}
