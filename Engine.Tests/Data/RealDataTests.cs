using System.Security.Cryptography;
using Xunit;

namespace Engine.Tests.Data;

/// <summary>The published data sets, where they are at hand.</summary>
public sealed class RealDataTests
{
    [Theory]
    [InlineData("mnist", "6bbc9ace898e44ae57da46a324031adb", 0.1307, 0.3081)]
    [InlineData("fashion-mnist", null, 0.2860, 0.3530)]
    public void HasThePublishedContent(string name, string? trainImagesMd5, double mean, double deviation)
    {
        string directory = RealData.Directory(name);
        PublishedDataset dataset = name == "mnist" ? Datasets.Mnist : Datasets.FashionMnist;

        var (train, test) = dataset.Load(new DatasetOptions { DataDirectory = directory });

        Assert.Equal(60_000, train.Count);
        Assert.Equal(10_000, test.Count);
        Assert.All(train.Labels.ToArray().CountBy(label => label), count => Assert.InRange(count.Value, 5400, 6800));
        double actualMean = 0;
        double actualSquare = 0;
        foreach (byte pixel in train.Images.Span)
        {
            actualMean += pixel;
            actualSquare += pixel * pixel;
        }

        actualMean /= train.Images.Length * 255.0;
        actualSquare /= train.Images.Length * 255.0 * 255.0;
        Assert.Equal(mean, actualMean, 1e-4);
        Assert.Equal(deviation, Math.Sqrt(actualSquare - (actualMean * actualMean)), 1e-4);
        if (trainImagesMd5 is not null)
        {
#pragma warning disable CA5351 // The published checksum.
            byte[] idx = [0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28, .. train.Images.Span];
            Assert.Equal(trainImagesMd5, Convert.ToHexStringLower(MD5.HashData(idx)));
#pragma warning restore CA5351
        }
    }
}
