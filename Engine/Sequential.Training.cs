namespace Engine;

public sealed partial class Sequential
{
    // Of samples without a data set.
    private const string NoName = "samples";

    // Over all calls of Fit, so that the next call draws new orders.
    private EpochOrders? _orders;

    /// <summary>Trains on the data.</summary>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="EngineException">
    /// The model is not compiled, the data does not fit it, the loss is no longer finite (the step and the last checkpoint are
    /// named), a checkpoint cannot be saved, or the one to resume from is of another training.
    /// </exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the model is as the last finished step left it.</exception>
    public History Fit(Dataset data, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OptimizerState optimizer = _optimizer ?? throw new EngineException("The model is not compiled; call Compile before Fit.");
        Network network = Build();
        Check(data);
        Dataset given = data;
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
            var subject = new TrainingSubject(this, _device, network, optimizer, _orders ??= new EpochOrders(Seed));
            using var trainer = new Trainer(subject, given, data, validation, options);
            return trainer.Run();
        });
    }

    /// <summary>
    /// Measures loss and accuracy, by the loss that the model was compiled with; without one, by cross-entropy. Data of up to
    /// 64 MiB stays on the device until another data set is measured or the model is disposed.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1; has no influence on the accuracy, and next to none on the loss.</param>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public EvaluationResult Evaluate(Dataset data, int batchSize = Evaluator.DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckBatchSize(batchSize);
        Network network = Build();
        if (_loss is null)
        {
            if (network.Head != Activation.Softmax)
            {
                throw new EngineException("A model that does not end in softmax must be compiled before it can be evaluated; or use Predict for its outputs.");
            }

            network.Use(Loss.CategoricalCrossEntropy);
        }

        Check(data);
        return DeviceFailure.Explain(() => _measured.Use(data, onDevice =>
        {
            using var evaluator = new Evaluator(_device, network, onDevice, batchSize);
            return evaluator.Evaluate();
        }));
    }

    /// <summary>Computes the model's outputs.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [Count, classes].</returns>
    /// <exception cref="EngineException">The data does not fit the model.</exception>
    public float[] Predict(Dataset data, int batchSize = Evaluator.DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckBatchSize(batchSize);
        CheckShape(data);
        return data.Count == 0 ? [] : PredictAll(data, batchSize);
    }

    /// <summary>Computes the model's outputs for raw samples.</summary>
    /// <param name="samples">Samples one after another, each row-major, one byte a value.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [count, classes].</returns>
    /// <exception cref="EngineException">The number of bytes is no multiple of a sample's.</exception>
    public float[] Predict(ReadOnlyMemory<byte> samples, int batchSize = Evaluator.DefaultBatchSize)
    {
        CheckBatchSize(batchSize);
        int count = CountSamples(samples.Length, "bytes");
        return count == 0 ? [] : PredictAll(new Dataset(NoName, _inputShape, 1, samples, new byte[count]), batchSize);
    }

    /// <summary>Computes the model's outputs for samples of floats, which are taken as they are.</summary>
    /// <param name="samples">Samples one after another, each row-major; finite.</param>
    /// <param name="batchSize">Samples at a time, at least 1.</param>
    /// <returns>The output of each sample, row-major: [count, outputs].</returns>
    /// <exception cref="EngineException">The number of values is no multiple of a sample's, or a value is not finite.</exception>
    public float[] Predict(ReadOnlyMemory<float> samples, int batchSize = Evaluator.DefaultBatchSize)
    {
        CheckBatchSize(batchSize);
        int count = CountSamples(samples.Length, "values");
        return count == 0 ? [] : PredictAll(new Dataset(NoName, _inputShape, 1, samples, new byte[count]), batchSize);
    }

    private float[] PredictAll(Dataset data, int batchSize)
    {
        Network network = Build();
        return DeviceFailure.Explain(() =>
        {
            using var onDevice = new DeviceDataset(_device, data);
            using var evaluator = new Evaluator(_device, network, onDevice, batchSize);
            return evaluator.Predict();
        });
    }

    private int CountSamples(int length, string unit)
    {
        int size = Build().InputSize;
        return length % size == 0
            ? length / size
            : throw new EngineException($"{length} {unit} are no whole number of samples: each has {size} for input shape {Shapes.Format(_inputShape)}.");
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
        CheckShape(data);
        (_loss ?? Loss.CategoricalCrossEntropy).Check(data, network.OutputSize);
        if (data.Count == 0)
        {
            throw new EngineException($"Data set {data.Name} has no samples.");
        }
    }

    private void CheckShape(Dataset data)
    {
        if (!data.InputShape.SequenceEqual(_inputShape))
        {
            throw new EngineException(
                $"The samples of data set {data.Name} have shape {Shapes.Format(data.InputShape)}, but the model takes {Shapes.Format(_inputShape)}.");
        }
    }
}
