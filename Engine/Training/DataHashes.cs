namespace Engine;

/// <summary>A data set's size, and the SHA-256 of what it holds in hexadecimal digits.</summary>
/// <param name="Count">How many samples there are.</param>
/// <param name="Samples">The hash of the samples: bytes as they are, floats little-endian.</param>
/// <param name="Labels">The hash of the labels, or of the rows of targets.</param>
public sealed record DataHashes(int Count, string Samples, string Labels);
