using ILGPU;

namespace Engine.Kernels;

public sealed partial class KernelSet
{
    /// <summary>C ← α·A·B + β·C with A [m,k], B [k,n], C [m,n]; with β = 0, C is not read.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GemmNN(int m, int n, int k, float alpha, ArrayView<float> a, ArrayView<float> b, float beta, ArrayView<float> c) =>
        Affine<GemmNN>("gemm-nn", m, n, k, alpha, a, b, beta, c);

    /// <summary>C ← α·A·Bᵀ + β·C with A [m,k], B [n,k], C [m,n]; with β = 0, C is not read.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GemmNT(int m, int n, int k, float alpha, ArrayView<float> a, ArrayView<float> b, float beta, ArrayView<float> c) =>
        Affine<GemmNT>("gemm-nt", m, n, k, alpha, a, b, beta, c);

    /// <summary>C ← α·Aᵀ·B + β·C with A [k,m], B [k,n], C [m,n]; with β = 0, C is not read.</summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void GemmTN(int m, int n, int k, float alpha, ArrayView<float> a, ArrayView<float> b, float beta, ArrayView<float> c) =>
        Affine<GemmTN>("gemm-tn", m, n, k, alpha, a, b, beta, c);

    /// <summary>Y ← f(X·W + bias) with X [rows, inputs], W [inputs, units], bias [units], Y [rows, units].</summary>
    /// <param name="hasZeros">
    /// Whether most of X is 0: a processor then leaves out terms that are, and what they add where W is not finite.
    /// </param>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void DenseForward<TActivation>(
        int rows,
        int inputs,
        int units,
        ArrayView<float> x,
        ArrayView<float> weights,
        ArrayView<float> bias,
        ArrayView<float> y,
        bool hasZeros = false)
        where TActivation : struct, IActivation
    {
        ShapeChecks.Vector(bias, units);
        ShapeChecks.Matrix(y, rows, units);
        using ObservedCall call = ObserveProduct<TActivation>("dense-forward", rows, units, inputs, sizeof(float) * (((long)rows * units) + units));
        var arguments = new GemmArguments(x, weights, rows, units, inputs);
        var epilogue = new BiasActivationEpilogue<TActivation>(bias, y);
        bool isSparse = hasZeros && SparsePlan.Create<GemmNN>(_device, rows, units, inputs) is not null;
        int parts = isSparse ? 1 : GemmPlan.PartsOfSums(rows, units, inputs);
        if (parts > 1)
        {
            Get<SplitGemmLauncher<GemmNN, BiasActivationEpilogue<TActivation>>, SplitGemmLauncher<GemmNN, BiasActivationEpilogue<TActivation>>>(
                accelerator => new(accelerator, Launcher<GemmNN, PartEpilogue>()))
                .Launch(arguments, parts, _packer.Memory((long)parts * rows * units), epilogue);
        }
        else
        {
            Multiply<GemmNN, BiasActivationEpilogue<TActivation>>(arguments, epilogue, isSparse);
        }
    }

    /// <summary>
    /// D ← (E·Wᵀ) ∘ f′(Y): the gradient with respect to a hidden layer's weighted sums from that of the layer after it, with
    /// E [rows, nextUnits], W [units, nextUnits] of the layer after, Y [rows, units] the hidden layer's output, D [rows, units].
    /// </summary>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void DenseBackward<TActivation>(
        int rows,
        int units,
        int nextUnits,
        ArrayView<float> nextGradient,
        ArrayView<float> nextWeights,
        ArrayView<float> output,
        ArrayView<float> gradient)
        where TActivation : struct, IActivation
    {
        ShapeChecks.Matrix(output, rows, units);
        ShapeChecks.Matrix(gradient, rows, units);
        using ObservedCall call = ObserveProduct<TActivation>("dense-backward", rows, units, nextUnits, 2L * sizeof(float) * rows * units);
        Multiply<GemmNT, ActivationGradientEpilogue<TActivation>>(
            new GemmArguments(nextGradient, nextWeights, rows, units, nextUnits),
            new ActivationGradientEpilogue<TActivation>(output, gradient));
    }

    /// <summary>
    /// Updates W [inputs, units] by its gradient Xᵀ·D with X [rows, inputs] and D [rows, units]; the gradient is never stored.
    /// </summary>
    /// <param name="update">The rule, with views of W and its state that start at W's first element.</param>
    /// <param name="hasZeros">Whether most of X is 0: a processor then leaves out terms that are, and what they add where D is not finite.</param>
    /// <exception cref="ArgumentException">A view is too small, or an extent negative.</exception>
    public void UpdateWeights<TUpdate>(
        int rows, int inputs, int units, ArrayView<float> x, ArrayView<float> gradient, TUpdate update, bool hasZeros = false)
        where TUpdate : struct, IWeightUpdate
    {
        using ObservedCall call = ObserveProduct<TUpdate>("update-weights", inputs, units, rows, UpdateBytes<TUpdate>((long)inputs * units));
        Multiply<GemmTN, UpdateEpilogue<TUpdate>>(
            new GemmArguments(x, gradient, inputs, units, rows),
            new UpdateEpilogue<TUpdate>(update),
            hasZeros);
    }

    /// <summary>The launcher of a product with any epilogue.</summary>
    internal GemmLauncher<TOrientation, TEpilogue> Launcher<TOrientation, TEpilogue>()
        where TOrientation : struct, IGemmOrientation
        where TEpilogue : struct, IEpilogue =>
        Get<GemmLauncher<TOrientation, TEpilogue>, GemmLauncher<TOrientation, TEpilogue>>(
            accelerator => new GemmLauncher<TOrientation, TEpilogue>(accelerator, _device, _packer));

    private void Affine<TOrientation>(
        string name, int m, int n, int k, float alpha, ArrayView<float> a, ArrayView<float> b, float beta, ArrayView<float> c)
        where TOrientation : struct, IGemmOrientation
    {
        ShapeChecks.Matrix(c, m, n);
        using ObservedCall call = ObserveProduct<Identity>(name, m, n, k, sizeof(float) * (long)m * n * (beta == 0 ? 1 : 2));
        var arguments = new GemmArguments(a, b, m, n, k);
        if (beta == 0)
        {
            Multiply<TOrientation, ScaledEpilogue>(arguments, new ScaledEpilogue(c, alpha));
        }
        else
        {
            Multiply<TOrientation, AffineEpilogue>(arguments, new AffineEpilogue(c, alpha, beta));
        }
    }

    private void Multiply<TOrientation, TEpilogue>(in GemmArguments arguments, TEpilogue epilogue, bool hasZeros = false)
        where TOrientation : struct, IGemmOrientation
        where TEpilogue : struct, IEpilogue =>
        Launcher<TOrientation, TEpilogue>().Launch(arguments, epilogue, hasZeros);
}
