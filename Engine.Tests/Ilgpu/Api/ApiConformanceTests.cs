using ILGPU;
using Xunit;

namespace Engine.Tests.Ilgpu.Api;

/// <summary>What we expose in the ILGPU namespaces is what the original has, so that programs compile against either.</summary>
public sealed class ApiConformanceTests
{
    private const string Missing = "The listing shared/ilgpu/api-1.5.3.md is not at hand (ENGINE_ILGPU_API names it).";

    private static IEnumerable<Type> PublicTypes => typeof(Context).Assembly.GetExportedTypes()
        .Where(type => type.Namespace is { } ns && (ns == "ILGPU" || ns.StartsWith("ILGPU.", StringComparison.Ordinal)));

    [Fact]
    public void EveryPublicMemberIsListed()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, Missing);
        var unknown = new List<string>();
        foreach (var type in PublicTypes)
        {
            if (listing.Of(type) is not { } section)
                continue;
            if (type.IsEnum)
            {
                string[] listed = [.. section.Members.SelectMany(line => line.Split(", "))];
                unknown.AddRange(Enum.GetNames(type).Except(listed).Select(name => $"{type.FullName}: {name}"));
                continue;
            }
            unknown.AddRange(ApiSpelling.Members(type).Where(member => !section.Has(member)).Select(member => $"{type.FullName}: {member}"));
        }
        Assert.True(unknown.Count == 0, "Members that the listing lacks:\n" + string.Join('\n', unknown));
    }

    [Fact]
    public void EveryPublicTypeIsOfTheListedKind()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, Missing);
        var wrong = PublicTypes
            .Select(type => (Type: type, Section: listing.Of(type)))
            .Where(pair => pair.Section is not null && $"{pair.Section.Kind} {ApiSpelling.Name(pair.Type)}" != ApiSpelling.Heading(pair.Type))
            .Select(pair => $"{pair.Section!.Kind} expected: {ApiSpelling.Heading(pair.Type)}")
            .ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void TypesWithoutASectionAreAtLeastNamed()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, Missing);
        var unknown = PublicTypes
            .Where(type => listing.Of(type) is null && !listing.Mentions(type.Name.Split('`')[0]))
            .Select(type => type.FullName)
            .ToArray();
        Assert.True(unknown.Length == 0, "Types that the listing does not know:\n" + string.Join('\n', unknown));
    }

    [Fact]
    public void TheListingIsReadInFull()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, Missing);
        var section = listing.Of(typeof(ILGPU.Runtime.KernelLoaders));
        Assert.NotNull(section);
        Assert.True(section.Has("static Action<KernelConfig, T1, T2, T3, T4, T5, T6> LoadStreamKernel<T1, T2, T3, T4, T5, T6>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct"));
        Assert.False(section.Has("static void LoadStreamKernel()"));
        Assert.NotNull(listing.Of(typeof(ArrayView<>)));
        Assert.NotNull(listing.Of(typeof(Context.DeviceCollection<>)));
    }
}
