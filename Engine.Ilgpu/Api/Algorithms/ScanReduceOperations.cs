namespace ILGPU.Algorithms.ScanReduceOperations;

/// <summary>An associative operation for reductions and scans.</summary>
public interface IScanReduceOperation<T>
    where T : unmanaged
{
    /// <summary>The operation's name in OpenCL's group functions.</summary>
    string CLCommand { get; }

    /// <summary>The value that changes nothing.</summary>
    T Identity { get; }

    T Apply(T first, T second);

    /// <summary>Applies the operation to memory, indivisibly.</summary>
    void AtomicApply(ref T target, T value);
}

public readonly struct AddDouble : IScanReduceOperation<double>
{
    public string CLCommand => "add";
    public double Identity => 0.0;

    public double Apply(double first, double second) => first + second;

    public void AtomicApply(ref double target, double value) => Atomic.Add(ref target, value);
}

public readonly struct AddFloat : IScanReduceOperation<float>
{
    public string CLCommand => "add";
    public float Identity => 0.0f;

    public float Apply(float first, float second) => first + second;

    public void AtomicApply(ref float target, float value) => Atomic.Add(ref target, value);
}

public readonly struct AddInt32 : IScanReduceOperation<int>
{
    public string CLCommand => "add";
    public int Identity => 0;

    public int Apply(int first, int second) => first + second;

    public void AtomicApply(ref int target, int value) => Atomic.Add(ref target, value);
}

public readonly struct MaxFloat : IScanReduceOperation<float>
{
    public string CLCommand => "max";
    public float Identity => float.NegativeInfinity;

    public float Apply(float first, float second) => MathF.Max(first, second);

    public void AtomicApply(ref float target, float value) => Atomic.Max(ref target, value);
}

public readonly struct MaxInt32 : IScanReduceOperation<int>
{
    public string CLCommand => "max";
    public int Identity => int.MinValue;

    public int Apply(int first, int second) => Math.Max(first, second);

    public void AtomicApply(ref int target, int value) => Atomic.Max(ref target, value);
}

public readonly struct MinFloat : IScanReduceOperation<float>
{
    public string CLCommand => "min";
    public float Identity => float.PositiveInfinity;

    public float Apply(float first, float second) => MathF.Min(first, second);

    public void AtomicApply(ref float target, float value) => Atomic.Min(ref target, value);
}

public readonly struct MinInt32 : IScanReduceOperation<int>
{
    public string CLCommand => "min";
    public int Identity => int.MaxValue;

    public int Apply(int first, int second) => Math.Min(first, second);

    public void AtomicApply(ref int target, int value) => Atomic.Min(ref target, value);
}
