namespace Engine;

/// <summary>The stages of a model, and what is applied to the output of the last one.</summary>
/// <param name="Stages">In order; the last one's activation is the linear one.</param>
/// <param name="Head">
/// The activation of the last layer. It is no part of a stage: losses start from what comes before it, which is more accurate,
/// and prediction appends it.
/// </param>
internal sealed record StageList(IReadOnlyList<Stage> Stages, Activation Head)
{
    public static StageList Create(ComputeDevice device, ModelPlan plan, ulong seed)
    {
        // Layers with what is applied behind them: an activation layer goes into the dense layer before it.
        var steps = new List<(PlannedLayer Layer, Activation Activation)>();
        foreach (PlannedLayer layer in plan.Layers.Where(layer => layer.Layer is not (Flatten or Dropout { Rate: 0 })))
        {
            if (layer.Layer is not ActivationLayer { Activation: var activation })
            {
                steps.Add((layer, layer.Layer is Dense dense ? dense.Activation : Activation.Linear));
            }
            else if (steps is [.., { Layer.Layer: Dense, Activation: Activation.Linear }])
            {
                steps[^1] = (steps[^1].Layer, activation);
            }
            else
            {
                steps.Add((layer, activation));
            }
        }

        Activation head = steps is [.., var last] ? last.Activation : Activation.Linear;
        if (steps is [.., { Layer.Layer: ActivationLayer }])
        {
            steps.RemoveAt(steps.Count - 1);
        }
        else if (steps.Count > 0)
        {
            steps[^1] = (steps[^1].Layer, Activation.Linear);
        }

        if (!plan.Parameters.Any(parameter => parameter.Spec.Trainable))
        {
            throw new EngineException("The model has nothing to train; add a Dense layer.");
        }

        int drops = 0;
        return new StageList([.. steps.Select(step => Create(device, step.Layer, step.Activation, () => RandomStreams.DropoutKey(seed, drops++)))], head);
    }

    private static Stage Create(ComputeDevice device, PlannedLayer layer, Activation activation, Func<ulong> nextKey)
    {
        int width = Shapes.Size(layer.OutputShape, "the output of " + layer.Name);
        return layer.Layer switch
        {
            Dense => new DenseStage(layer, StageActivation.Of(activation)),
            ActivationLayer => new ActivationStage(width, StageActivation.Of(activation)),
            ElementwiseLayer elementwise => new ActivationStage(width, elementwise.Function),
            LeakyReluLayer leaky => new LeakyReluStage(width, leaky.Slope),
            Dropout dropout => new DropoutStage(width, dropout.Rate, nextKey()),
            BatchNormalization normalization => new NormalizationStage(device, layer, normalization),
            _ => throw new EngineException($"Layer '{layer.Name}' is of a kind that cannot be run."),
        };
    }
}
