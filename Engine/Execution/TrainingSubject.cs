namespace Engine;

/// <summary>A compiled model, with the parts of it that training changes.</summary>
internal sealed record TrainingSubject(Sequential Model, ComputeDevice Device, Network Network, OptimizerState Optimizer, EpochOrders Orders);
