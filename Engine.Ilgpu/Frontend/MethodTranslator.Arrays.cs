using System.Reflection;
using System.Reflection.Metadata;
using Engine.Ilgpu.IR;
using Constant = Engine.Ilgpu.IR.Constant;

namespace Engine.Ilgpu.Frontend;

/// <summary>Local arrays: <c>new T[n]</c> of constant length is local memory with its length beside it.</summary>
internal sealed partial class MethodTranslator
{
    private bool TranslateArrayInstruction(ILInstruction il)
    {
        switch (il.Code)
        {
            case ILOpCode.Newarr:
                NewArray(ResolveType(il.Token));
                return true;
            case ILOpCode.Ldlen:
                Push(ArrayOnTop(Pop()).Leaves[1]);
                return true;
            case ILOpCode.Ldelema:
                Push(ElementAddress(ResolveLayout(il.Token)));
                return true;
            case ILOpCode.Ldelem:
                LoadElement(ResolveLayout(il.Token));
                return true;
            case ILOpCode.Stelem:
                StoreElement(ResolveLayout(il.Token));
                return true;
            case >= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_r8:
                LoadElement(DeviceLayout.Of(AccessedType(il.Code)));
                return true;
            case >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_r8:
                StoreElement(DeviceLayout.Of(AccessedType(il.Code)));
                return true;
            default:
                return false;
        }
    }

    private void NewArray(Type element)
    {
        var array = DeviceLayout.Of(element.MakeArrayType());
        var layout = DeviceLayout.Of(element);
        long length = ConstantSize.Require(_values.Int64(Pop()), "the length of a local array", _kernel.Options);
        var memory = AllocateLocal(length * layout.Size, layout.Alignment);
        Push(StackValue.Structure(array, [memory, Constant.Int64(length)]));
    }

    private static StackValue ArrayOnTop(StackValue value) =>
        value.Layout?.Type.IsSZArray == true ? value : throw Unsupported("only local arrays made in the kernel itself can be used as arrays.");

    private Value ElementAddress(DeviceLayout element)
    {
        var index = _values.Int64(Pop());
        var array = ArrayOnTop(Pop());
        if (_kernel.Options.Assertions)
            _emit.Assert(FaultCode.IndexOutOfRange, _emit.Compare(Comparison.LessUnsigned, index, array.Leaves[1]), index, array.Leaves[1]);
        return _emit.Element(array.Leaves[0], index, element.Size);
    }

    private void LoadElement(DeviceLayout element) => Push(_values.Load(ElementAddress(element), element));

    private void StoreElement(DeviceLayout element)
    {
        var value = Pop();
        _values.Store(ElementAddress(element), element, value);
    }

    /// <summary><c>RuntimeHelpers.InitializeArray</c>: the constants of an array initialiser.</summary>
    private void InitializeArray(StackValue target, StackValue data)
    {
        var array = ArrayOnTop(target);
        if (data.Token is not FieldInfo field || array.Leaves[1] is not Constant length)
            throw Unsupported("an array initialiser without constant data is not supported.");
        var element = array.Layout!.Type.GetElementType()!;
        var type = DeviceLayout.Of(element).Leaves[0].Type;
        ConstantData.Write(_emit, array.Leaves[0], ConstantData.Read(field, length.Bits * type.SizeInBytes()), type);
    }
}
