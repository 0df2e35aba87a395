namespace Engine.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">Its name without .gz.</param>
/// <param name="Md5">The published MD5 of the .gz file, in lower-case hexadecimal digits.</param>
internal sealed record PublishedFile(string Name, string Md5);
