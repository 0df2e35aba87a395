using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>What the engine uses of the provider is in the listing, so that it compiles against the original's packages too.</summary>
public sealed class ReferencedApiTests
{
    // The listing says of these only that the original has them.
    private static readonly string[] NamedInPassing =
        ["ILGPU.Runtime.Cuda.CudaAsm", "ILGPU.Runtime.Cuda.Input`1", "ILGPU.Runtime.Cuda.Output`1", "ILGPU.Runtime.Cuda.Ref`1"];

    [Theory]
    [InlineData("Engine.Kernels.dll")]
    [InlineData("Engine.dll")]
    [InlineData("engine-cli.dll")]
    public void OnlyListedMembersAreReferenced(string file)
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, "The listing shared/ilgpu/api-1.5.3.md is not at hand (ENGINE_ILGPU_API names it).");
        var references = References(Path.Combine(AppContext.BaseDirectory, file));
        string[] unlisted =
        [
            .. references.Where(reference => !IsListed(listing, reference.Type, reference.Member))
                .Select(reference => $"{reference.Type}: {reference.Member}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.True(unlisted.Length == 0, $"{file} uses what the listing lacks:\n" + string.Join('\n', unlisted));
        Assert.Equal(file == "engine-cli.dll", references.Count == 0);
    }

    [Fact]
    public void AMemberThatIsNotListedIsFound()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, "The listing shared/ilgpu/api-1.5.3.md is not at hand (ENGINE_ILGPU_API names it).");
        Assert.True(IsListed(listing, "ILGPU.ArrayView`1", "SubView"));
        Assert.True(IsListed(listing, "ILGPU.ArrayView`1", "get_Item"));
        Assert.True(IsListed(listing, "ILGPU.ArrayView`1", "Empty"));
        Assert.False(IsListed(listing, "ILGPU.ArrayView`1", "View"));
        Assert.False(IsListed(listing, "ILGPU.ArrayView`1", "set_Length"));
        Assert.False(IsListed(listing, "ILGPU.Nothing", "SubView"));
    }

    // Of a type that is listed, every member of ours is listed with its whole signature; so its name is enough here.
    private static bool IsListed(ApiListing listing, string typeName, string member)
    {
        if (member is "Dispose" or "Equals" or "GetHashCode" or "ToString" || NamedInPassing.Contains(typeName))
            return true;
        if (typeof(Context).Assembly.GetType(typeName) is not { } type || listing.Of(type) is not { } section)
            return false;
        string name = Regex.Escape(member.Length > 4 ? member[4..] : member);
        string pattern = member switch
        {
            ".ctor" => @"^ctor\(",
            "get_Item" => @" this\[.*\{ get;",
            _ when member.StartsWith("get_", StringComparison.Ordinal) => $@" {name} \{{ get;",
            _ when member.StartsWith("set_", StringComparison.Ordinal) => $@" {name} \{{ get; set;",
            _ => $@" {Regex.Escape(member)}(\(|<|$)",
        };
        return section.Members.Any(line => Regex.IsMatch(line, pattern));
    }

    private static HashSet<(string Type, string Member)> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var found = new HashSet<(string, string)>();
        foreach (var handle in metadata.MemberReferences)
        {
            var reference = metadata.GetMemberReference(handle);
            if (TypeName(metadata, reference.Parent) is { } type && type.StartsWith("ILGPU.", StringComparison.Ordinal))
                found.Add((type, metadata.GetString(reference.Name)));
        }
        return found;
    }

    private static string? TypeName(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
        {
            // A generic instance: its signature is GENERICINST, CLASS or VALUETYPE, then the definition.
            var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                return null;
            signature.ReadByte();
            handle = signature.ReadTypeHandle();
        }
        if (handle.Kind != HandleKind.TypeReference)
            return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        string name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{TypeName(metadata, type.ResolutionScope)}+{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
