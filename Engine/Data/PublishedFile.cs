namespace Engine.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Hash">Its published MD5 (32 hexadecimal digits, lower case) or SHA-256 (64).</param>
internal sealed record PublishedFile(string Name, string Hash)
{
    private const string Gzip = ".gz";

    private const int Md5Digits = 32;

    /// <summary>Its name when it is decompressed; both forms are read.</summary>
    public string PlainName => Name.EndsWith(Gzip, StringComparison.Ordinal) ? Name[..^Gzip.Length] : Name;

    /// <summary>What the hash is called.</summary>
    public string HashName => Hash.Length == Md5Digits ? "MD5" : "SHA-256";
}
