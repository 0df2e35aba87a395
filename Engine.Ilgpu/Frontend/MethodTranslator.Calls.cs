using System.Reflection;
using System.Reflection.Metadata;
using Engine.Ilgpu.Frontend.Intrinsics;

namespace Engine.Ilgpu.Frontend;

/// <summary>Calls: operations of the API are mapped, everything else is inlined.</summary>
internal sealed partial class MethodTranslator
{
    private void TranslateCall(ILInstruction il, int index)
    {
        var method = Method.Module.ResolveMethod(il.Token, _typeArguments, _methodArguments)
            ?? throw Unsupported("a called method cannot be resolved.");
        var arguments = PopArguments(method.GetParameters().Length + (method.IsStatic ? 0 : 1));
        if (ConstrainedType(index) is { } constrained)
        {
            var target = CallResolver.Constrained(constrained, method);
            if (!method.IsStatic && !target.DeclaringType!.IsValueType)
                arguments[0] = BoxReceiver(constrained, arguments[0]);
            method = target;
        }
        else if (il.Code == ILOpCode.Callvirt && method.IsVirtual && arguments[0].Boxed is { } boxed)
        {
            method = CallResolver.Constrained(boxed, method);
            // A default interface method goes on with the box; a method of the structure takes its address.
            if (method.DeclaringType!.IsValueType)
                arguments[0] = StackValue.Scalar(arguments[0].Leaves[0]);
        }
        else if (method.IsVirtual && (method.DeclaringType!.IsInterface || il.Code == ILOpCode.Callvirt))
        {
            throw Unsupported($"the call of '{TypeNames.Of(method)}' is virtual; use a type parameter constrained to 'struct' and the interface.");
        }
        Call(method, arguments);
    }

    private Type? ConstrainedType(int index)
    {
        for (int i = index - 1; i >= _body.Blocks[_blockIndex].First; i--)
        {
            var prefix = _body.Instructions[i];
            if (prefix.Code == ILOpCode.Constrained)
                return ResolveType(prefix.Token);
            if (prefix.Code is not (ILOpCode.Tail or ILOpCode.Readonly))
                break;
        }
        return null;
    }

    /// <summary>The receiver of a default interface method is a boxed copy.</summary>
    private StackValue BoxReceiver(Type type, StackValue receiver)
    {
        var layout = DeviceLayout.Of(type);
        var copy = _emit.Alloca(layout.Size);
        _values.Store(copy, layout, _values.Load(_values.Pointer(receiver), layout));
        return StackValue.BoxOf(copy, type);
    }

    private StackValue[] PopArguments(int count)
    {
        var arguments = new StackValue[count];
        for (int i = count - 1; i >= 0; i--)
            arguments[i] = Pop();
        return arguments;
    }

    private void Call(MethodBase method, StackValue[] arguments)
    {
        if (method.Name == "InitializeArray" && method.DeclaringType == typeof(System.Runtime.CompilerServices.RuntimeHelpers))
        {
            InitializeArray(arguments[0], arguments[1]);
            return;
        }
        if (IntrinsicMap.Find(method) is { } intrinsic)
        {
            var call = new IntrinsicCall(_kernel, _values, method, arguments, InLoop);
            if (intrinsic(call) is { } value)
                Push(value);
            return;
        }
        if (method.DeclaringType is { IsValueType: false, IsInterface: false } type && !method.IsStatic && arguments[0].Token is null)
            throw Unsupported($"the method '{TypeNames.Of(method)}' belongs to the class '{TypeNames.Of(type)}'; references do not exist on a device.");
        if (_kernel.Inline(method, arguments, InLoop) is { } result)
            Push(result);
    }

    private void TranslateNewObject(ILInstruction il)
    {
        var constructor = Method.Module.ResolveMethod(il.Token, _typeArguments, _methodArguments)
            ?? throw Unsupported("a constructor cannot be resolved.");
        var type = constructor.DeclaringType!;
        var arguments = PopArguments(constructor.GetParameters().Length);
        if (typeof(Exception).IsAssignableFrom(type))
        {
            Push(StackValue.CompileTime(new CompileTimeObject("an exception")));
            return;
        }
        if (!type.IsValueType)
        {
            throw Unsupported(typeof(Delegate).IsAssignableFrom(type)
                ? "delegates are not supported on a device; use a functor structure."
                : $"'new {TypeNames.Of(type)}' makes an object of a class; objects do not exist on a device, use a structure.");
        }
        if (IntrinsicMap.Find(constructor) is { } intrinsic)
        {
            Push(intrinsic(new IntrinsicCall(_kernel, _values, constructor, arguments, InLoop))!);
            return;
        }
        var layout = DeviceLayout.Of(type);
        var memory = _emit.Alloca(layout.Size);
        // Local memory starts as zeros; only a second run of the same place finds something else.
        if (InLoop)
            _values.Clear(memory, layout);
        _kernel.Inline(constructor, [StackValue.Scalar(memory), .. arguments], InLoop);
        Push(_values.Load(memory, layout));
    }
}
