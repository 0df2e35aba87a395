namespace Engine.Onnx;

/// <summary>
/// The numbers of the fields in ONNX files that are written and read here.
/// Source: the messages of the same names in https://onnx.ai/onnx/repo-docs/IR.html and onnx.proto.
/// </summary>
internal static class OnnxFields
{
    internal static class Model
    {
        public const int IrVersion = 1;
        public const int ProducerName = 2;
        public const int ProducerVersion = 3;
        public const int Graph = 7;
        public const int OperatorSet = 8;
    }

    internal static class OperatorSet
    {
        public const int Version = 2;
    }

    internal static class Graph
    {
        public const int Node = 1;
        public const int Name = 2;
        public const int Constant = 5;
        public const int Input = 11;
        public const int Output = 12;
    }

    internal static class Node
    {
        public const int Input = 1;
        public const int Output = 2;
        public const int Name = 3;
        public const int Operator = 4;
        public const int Attribute = 5;
    }

    internal static class Attribute
    {
        public const int Name = 1;
        public const int Single = 2;
        public const int Integer = 3;
        public const int Type = 20;
        public const int TypeSingle = 1;
        public const int TypeInteger = 2;
    }

    internal static class Tensor
    {
        public const int Extent = 1;
        public const int Type = 2;
        public const int Name = 8;
        public const int RawData = 9;
    }

    internal static class Value
    {
        public const int Name = 1;
        public const int Type = 2;
        public const int TensorType = 1;
        public const int ElementType = 1;
        public const int Shape = 2;
        public const int Dimension = 1;
        public const int Extent = 1;
        public const int Symbol = 2;
    }
}
