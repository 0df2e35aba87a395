using Engine.Ilgpu.Analyses;
using Engine.Ilgpu.IR;
using Xunit;

namespace Engine.Tests.Ilgpu.Analyses;

public class AddressSpacesTests
{
    private static (AddressSpaces Spaces, Dictionary<string, Value> Values) Analyse(string body)
    {
        var function = IRParser.Parse($$"""
            kernel @k(%0: ptr "a", %1: ptr "b", %2: i1 "c", %3: i64 "i") {
            {{body}}
            }
            """);
        IRVerifier.Verify(function);
        var names = new IRNames(function);
        var values = function.Parameters.Concat<Value>(function.Blocks.SelectMany(block => block.Parameters.Concat<Value>(block.Instructions)))
            .Where(value => value.Type == IRType.Pointer).ToDictionary(names.Of);
        return (new AddressSpaces(function), values);
    }

    private static string Spaces(string body)
    {
        var (spaces, values) = Analyse(body);
        return string.Join(", ", values.Skip(2).Select(entry => $"{entry.Key} {spaces.SpaceOf(entry.Value)}"));
    }

    [Fact]
    public void SpacesFollowDerivedPointers() => Assert.Equal(
        "%4 Local, %5 Shared, %6 Shared, %7 Global, %8 Local, %9 Global, %10 Mixed, %11 Global, %12 Shared, %14 Mixed, %15 Shared",
        Spaces("""
            ^entry:
              %4 = alloca ptr #16
              %5 = shared ptr #16
              %6 = dynshared ptr
              %7 = element ptr %0, %3 #4
              %8 = offset ptr %4 #4
              %9 = select ptr %2, %0, %1
              %10 = select ptr %2, %0, %5
              %11 = select ptr %2, 0:ptr, %0
              %12 = shuffle ptr %5, 0:i32, 32:i32
              %13 = bitcast i64 %5
              %14 = bitcast ptr %13
              %15 = broadcast ptr %5, 0:i32
              ret
            """));

    [Fact]
    public void BlockParametersJoinWhatTheEdgesPass() => Assert.Equal(
        "%4 Shared, %5 Global, %6 Mixed, %7 Global, %8 None",
        Spaces("""
            ^entry:
              %4 = shared ptr #16
              br ^loop(%0, %4)
            ^loop(%5: ptr, %6: ptr):
              %7 = element ptr %5, 1:i64 #4
              brif %2, ^loop(%7, %0), ^exit
            ^exit:
              ret
            ^dead(%8: ptr):
              br ^dead(%8)
            """));

    [Fact]
    public void PointersInMemoryAreWhatIsStoredThere() => Assert.Equal(
        "%4 Local, %5 Shared, %6 Shared, %7 Global, %8 None",
        Spaces("""
            ^entry:
              %4 = alloca ptr #8
              %5 = shared ptr #8
              store %4, %5
              %6 = load ptr %4
              %7 = load ptr %0
              %8 = load ptr %5
              ret
            """));

    [Fact]
    public void AStoreThroughAnUnknownPointerCountsForEverySpace() => Assert.Equal(
        "%4 Local, %5 Shared, %6 Mixed, %7 Shared, %8 Mixed, %9 Shared",
        Spaces("""
            ^entry:
              %4 = alloca ptr #8
              %5 = shared ptr #8
              %6 = select ptr %2, %0, %5
              store %6, %5
              %7 = load ptr %4
              %8 = load ptr %0
              %9 = load ptr %5
              ret
            """));

    [Fact]
    public void RootsAndAliases()
    {
        var (spaces, values) = Analyse("""
            ^entry:
              %4 = alloca ptr #16
              %5 = alloca ptr #16
              %6 = shared ptr #16
              %7 = element ptr %4, %3 #4
              %8 = select ptr %2, %4, %5
              %9 = select ptr %2, %0, %6
              %10 = dynshared ptr
              %11 = dynshared ptr
              ret
            """);
        Assert.Same(values["%4"], spaces.RootOf(values["%7"]));
        Assert.Same(values["%0"], spaces.RootOf(values["%0"]));
        Assert.Null(spaces.RootOf(values["%8"]));

        bool Alias(string a, string b) => spaces.MayAlias(values[a], values[b]);
        Assert.True(Alias("%4", "%7"));
        Assert.False(Alias("%5", "%7"));
        Assert.True(Alias("%5", "%8"));
        Assert.True(Alias("%0", "%1"));
        Assert.False(Alias("%0", "%6"));
        Assert.True(Alias("%9", "%6"));
        Assert.True(Alias("%10", "%11"));
        Assert.False(spaces.MayAlias(Constant.Null, values["%0"]));
    }
}
