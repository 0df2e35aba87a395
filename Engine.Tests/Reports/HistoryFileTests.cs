using System.Text;
using Engine.Runs;
using Engine.Tests.Data;
using Xunit;

namespace Engine.Tests.Reports;

public sealed class HistoryFileTests : IDisposable
{
    private const string Heading = "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatWasWrittenComesBack()
    {
        EpochResult[] epochs = [new(1, 0.1 + 0.2, 1 / 3.0, null, null, 1.5), new(2, double.PositiveInfinity, 0.5, 1e-300, 0, 0.25), new(3, 5, 1, double.NaN, 1, 2)];
        HistoryFile.WriteCsv(_folder["history.csv"], epochs);

        Assert.Equal(epochs, HistoryFile.ReadCsv(_folder["history.csv"]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("epoch,loss\n", 0)]
    [InlineData(Heading + "1,2,3,4,5\n", 50)]
    [InlineData(Heading + "1,2,3,,,6\n2,x,3,,,6\n", 60)]
    [InlineData(Heading + ",2,3,,,6\n", 50)]
    [InlineData(Heading + "99999999999,2,3,,,6\n", 50)]
    public void MalformedFilesAreRefusedWhereTheyGoWrong(string text, long offset)
    {
        string path = _folder.Write("history.csv", Encoding.UTF8.GetBytes(text));

        DataFormatException error = Assert.Throws<DataFormatException>(() => HistoryFile.ReadCsv(path));

        Assert.Equal(offset, error.Offset);
        Assert.DoesNotContain('\n', error.Message);
    }
}
