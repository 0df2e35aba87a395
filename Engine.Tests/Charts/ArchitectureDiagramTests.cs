using System.Xml.Linq;
using Engine.Charts;
using Xunit;

namespace Engine.Tests.Charts;

public sealed class ArchitectureDiagramTests
{
    [Fact]
    public void SmallNetworksShowUnitsAndConnections()
    {
        XElement svg = Parse([2, 2], Layer("flatten", 4), Layer("dense", 3), Layer("dropout", 3), Layer("dense", 2));

        Assert.Equal(4 + 3 + 3 + 2, ChartXml.All(svg, "circle").Length);
        Assert.Equal([4 * 3, 3, 3 * 2], ChartXml.All(svg, "path", "edge").Select(path => path.Attribute("d")!.Value.Count(c => c == 'L')));
        Assert.Equal(["(2, 2)", "Dense, relu", "Dropout, relu", "Dense, relu"], ChartXml.All(svg, "text", "dim").Select(text => text.Value).Where(text => !text.Contains("value", StringComparison.Ordinal)));
    }

    [Fact]
    public void LargeNetworksShowBlocksTheWiderTheLarger()
    {
        XElement svg = Parse([28, 28], Layer("flatten", 784), Layer("dense", 128, 100_480), Layer("dense", 10, 1290));

        Assert.Empty(ChartXml.All(svg, "circle"));
        Assert.Equal(3, ChartXml.All(svg, "path", "arrow").Length);
        Assert.Contains("(128) · 100,480 parameters", ChartXml.Texts(svg));
        double[] widths = [.. ChartXml.All(svg, "rect", "frame").Select(block => (double)block.Attribute("width")!)];
        Assert.Equal(widths[0], widths[1]);
        Assert.True(widths[1] > widths[2] && widths[2] > widths[3], string.Join(' ', widths));
    }

    [Fact]
    public void DeepNetworksAndLongNamesFit()
    {
        LayerSummary named = new(new string('n', 200), "dense", [3], 12);

        ChartXml.Parse(new ArchitectureDiagram([3], [named, named]) { Title = "t" });
        XElement deep = Parse([3], [.. Enumerable.Repeat(named, 30)]);
        Assert.Equal(31, ChartXml.All(deep, "rect", "frame").Length);
    }

    [Fact]
    public void LayersOfARealModelAreNamedAsKerasNamesThem()
    {
        using ComputeDevice device = ComputeDevice.Open("cpu");
        using var model = new Sequential(device, [784]) { new Dense(9, Activation.Tanh), new BatchNormalization(), new LeakyReluLayer(), new Dropout(0.25f), new Dense(2, Activation.Softmax) };

        IReadOnlyList<LayerSummary> layers = model.Summarize();

        Assert.Equal(["Dense", "BatchNormalization", "LeakyReLU", "Dropout", "Dense"], layers.Select(layer => layer.KindName));
        Assert.Equal([0, 18, 0, 0, 0], layers.Select(layer => layer.NonTrainableCount));
        string[] texts = ChartXml.Texts(ChartXml.Parse(new ArchitectureDiagram([784], layers) { Title = "t" }));
        Assert.Contains("dense (Dense, tanh)", texts);
        Assert.Contains("batch_normalization (BatchNormalization)", texts);
    }

    private static XElement Parse(int[] input, params LayerSummary[] layers) => ChartXml.Parse(new ArchitectureDiagram(input, layers) { Title = "A model" });

    private static LayerSummary Layer(string kind, int units, long parameters = 0) => new(kind, kind, [units], parameters) { Detail = "relu" };
}
