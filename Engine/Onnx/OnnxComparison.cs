namespace Engine.Onnx;

/// <summary>How the outputs of an exported model differ from the model's own.</summary>
/// <param name="Count">Over how many samples.</param>
/// <param name="LargestDifference">The largest absolute difference of two outputs.</param>
/// <param name="OtherClasses">For how many samples the largest output is another one.</param>
public sealed record OnnxComparison(int Count, double LargestDifference, int OtherClasses);
