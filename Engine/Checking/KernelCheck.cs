using Engine.Benchmarking;
using ILGPU;
using ILGPU.Runtime;

namespace Engine.Checking;

/// <summary>One kernel with the shapes to compare it at.</summary>
internal sealed class KernelCheck(string kernel, double tolerance, IReadOnlyList<KernelCheckCase> cases)
{
    public string Kernel => kernel;

    /// <summary>Runs every shape and compares; a kernel that the device cannot run fails with what the device said.</summary>
    public KernelCheckResult Run(ComputeDevice device, CancellationToken cancellationToken)
    {
        string worstShape = "";
        double worst = -1;
        foreach (KernelCheckCase shape in cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var memory = new BenchmarkMemory(device);
                double error = shape.Compare(memory).Max(comparison => comparison.WorstError());
                if (error > worst)
                {
                    (worst, worstShape) = (error, shape.Shape);
                }
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                return new KernelCheckResult(kernel, cases.Count, shape.Shape, double.PositiveInfinity, tolerance, problem.Message);
            }
        }

        return new KernelCheckResult(kernel, cases.Count, worstShape, worst, tolerance, null);
    }
}

/// <summary>A kernel at one shape.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Compare">Runs it; gives its results beside what they should be.</param>
internal sealed record KernelCheckCase(string Shape, Func<BenchmarkMemory, Comparison[]> Compare);

/// <summary>What a kernel wrote, and what it should have written.</summary>
internal sealed record Comparison(ArrayView<float> Actual, double[] Expected)
{
    public double WorstError()
    {
        if (Expected.Length == 0)
        {
            return 0;
        }

        var actual = new float[Expected.Length];
        Actual.CopyToCPU(actual);
        double worst = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = Math.Abs(actual[i] - Expected[i]) / Math.Max(1, Math.Abs(Expected[i]));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }

        return worst;
    }
}
