namespace Engine.Onnx;

/// <summary>What the input of an exported model takes.</summary>
public enum OnnxInput
{
    /// <summary>Bytes, 0 to 255, which the graph scales to [0, 1] as training did.</summary>
    Bytes,

    /// <summary>Floats, as they are.</summary>
    Floats,
}
