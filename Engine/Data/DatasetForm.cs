namespace Engine.Data;

/// <summary>One way in which a published data set may lie on the disk.</summary>
/// <param name="Files">Its files, relative to the folder, without .gz; all are needed, compressed or not.</param>
/// <param name="Read">Reads them from a folder.</param>
internal sealed record DatasetForm(IReadOnlyList<string> Files, Func<string, PublishedDataset, (Dataset Train, Dataset Test)> Read);
