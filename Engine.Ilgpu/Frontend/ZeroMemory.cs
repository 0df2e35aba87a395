using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>Fills local memory with zeros.</summary>
internal static class ZeroMemory
{
    private const int MaximumUnrolled = 16;

    /// <param name="step">The size of the memory's elements.</param>
    public static void Fill(Emitter emit, Value memory, long bytes, int step)
    {
        var type = step % 8 == 0 ? IRType.Int64 : step % 4 == 0 ? IRType.Int32 : step % 2 == 0 ? IRType.Int16 : IRType.Int8;
        int size = type.SizeInBytes();
        long count = bytes / size;
        if (count <= MaximumUnrolled)
        {
            for (long i = 0; i < count; i++)
                emit.Store(emit.Offset(memory, i * size), Constant.Zero(type));
            return;
        }
        var (loop, done) = (emit.NewBlock("zero"), emit.NewBlock("zeroed"));
        var index = loop.AddParameter(IRType.Int64);
        emit.Branch(new Edge(loop, Constant.Int64(0)));
        emit.Block = loop;
        emit.Known.Forget(memory, bytes);
        emit.Emit(Op.Store, IRType.Void, 0, emit.Element(memory, index, size), Constant.Zero(type));
        var next = emit.Binary(Op.Add, index, Constant.Int64(1));
        emit.BranchIf(emit.Compare(Comparison.Less, next, Constant.Int64(count)), new Edge(loop, next), new Edge(done));
        emit.Block = done;
    }
}
