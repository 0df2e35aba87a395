using System.Reflection.Metadata;
using Engine.Ilgpu.IR;
using Constant = Engine.Ilgpu.IR.Constant;

namespace Engine.Ilgpu.Frontend;

/// <summary>The table of IL instructions: each is handled here in a line or sent to the part that knows.</summary>
internal sealed partial class MethodTranslator
{
    private void TranslateInstruction(int index)
    {
        var il = _instruction;
        switch (il.Code)
        {
            case ILOpCode.Nop or ILOpCode.Break or ILOpCode.Readonly or ILOpCode.Tail or ILOpCode.Volatile:
                break;
            case ILOpCode.Unaligned:
                throw Unsupported("unaligned memory access is not supported; use ArrayView<T>.Cast or bytes.");
            case ILOpCode.Constrained:
                // Used by the call that follows.
                break;

            case ILOpCode.Ldarg:
                Push(LoadVariable(_arguments[il.Integer]));
                break;
            case ILOpCode.Ldarga:
                LoadAddress(_arguments[il.Integer]);
                break;
            case ILOpCode.Starg:
                StoreVariable(_arguments[il.Integer], Pop());
                break;
            case ILOpCode.Ldloc:
                Push(LoadVariable(_locals[il.Integer]));
                break;
            case ILOpCode.Ldloca:
                LoadAddress(_locals[il.Integer]);
                break;
            case ILOpCode.Stloc:
                StoreVariable(_locals[il.Integer], Pop());
                break;

            case ILOpCode.Ldc_i4:
                Push(Constant.Int32((int)il.Integer));
                break;
            case ILOpCode.Ldc_i8:
                Push(Constant.Int64(il.Integer));
                break;
            case ILOpCode.Ldc_r4:
                // By bits: a NaN's payload survives.
                Push(Constant.FromBits(IRType.Float32, il.Integer));
                break;
            case ILOpCode.Ldc_r8:
                Push(Constant.FromBits(IRType.Float64, il.Integer));
                break;
            case ILOpCode.Ldnull:
                Push(StackValue.CompileTime(CompileTimeObject.Null));
                break;
            case ILOpCode.Ldstr:
                Push(StackValue.CompileTime(new CompileTimeObject("a string", Method.Module.ResolveString(il.Token))));
                break;
            case ILOpCode.Ldtoken:
                Push(StackValue.CompileTime(Method.Module.ResolveMember(il.Token, _typeArguments, _methodArguments)!));
                break;
            case ILOpCode.Sizeof:
                Push(Constant.Int32(ResolveLayout(il.Token).Size));
                break;
            case ILOpCode.Dup:
                Push(_stack[^1]);
                break;
            case ILOpCode.Pop:
                Pop();
                break;

            case >= ILOpCode.Add and <= ILOpCode.Not:
                TranslateArithmetic(il.Code);
                break;
            case >= ILOpCode.Conv_i1 and <= ILOpCode.Conv_u8 or ILOpCode.Conv_r_un
                or ILOpCode.Conv_u2 or ILOpCode.Conv_u1 or ILOpCode.Conv_i or ILOpCode.Conv_u:
                TranslateConversion(il.Code, index);
                break;
            case >= ILOpCode.Add_ovf and <= ILOpCode.Sub_ovf_un:
                TranslateCheckedArithmetic(il.Code);
                break;
            case >= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un
                or >= ILOpCode.Conv_ovf_i1 and <= ILOpCode.Conv_ovf_u8
                or ILOpCode.Conv_ovf_i or ILOpCode.Conv_ovf_u:
                TranslateCheckedConversion(il.Code);
                break;
            case ILOpCode.Ckfinite:
                throw Unsupported("ckfinite is not supported on a device.");
            case ILOpCode.Ceq or ILOpCode.Cgt or ILOpCode.Cgt_un or ILOpCode.Clt or ILOpCode.Clt_un:
                TranslateComparison(il.Code);
                break;

            case ILOpCode.Br or ILOpCode.Leave:
                _emit.Branch(EdgeTo(_body.BlockAt((int)il.Integer)));
                break;
            case >= ILOpCode.Brfalse and <= ILOpCode.Blt_un:
                TranslateConditionalBranch(il);
                break;
            case ILOpCode.Switch:
                TranslateSwitch(il);
                break;
            case ILOpCode.Ret:
                TranslateReturn();
                break;
            case ILOpCode.Throw or ILOpCode.Rethrow:
                throw Unsupported("'throw' is not supported on a device; write an error code to a view, or use Debug.Assert.");

            case ILOpCode.Call or ILOpCode.Callvirt:
                TranslateCall(il, index);
                break;
            case ILOpCode.Newobj:
                TranslateNewObject(il);
                break;
            case ILOpCode.Calli:
                throw Unsupported("calls through function pointers are not supported on a device; use a functor structure.");
            case ILOpCode.Ldftn or ILOpCode.Ldvirtftn:
                throw Unsupported("delegates and function pointers are not supported on a device; use a functor structure.");

            default:
                if (!TranslateMemoryInstruction(il))
                    throw Unsupported($"the IL instruction '{Name(il.Code)}' is not supported on a device.");
                break;
        }
    }

    private static string Name(ILOpCode code) => code switch
    {
        ILOpCode.Box => "box (a structure used as an object or interface)",
        ILOpCode.Unbox or ILOpCode.Unbox_any => "unbox",
        ILOpCode.Castclass => "castclass (a reference cast)",
        ILOpCode.Isinst => "isinst (a type test)",
        _ => code.ToString().ToLowerInvariant().Replace('_', '.'),
    };

    private void TranslateConditionalBranch(ILInstruction il)
    {
        int target = _body.BlockAt((int)il.Integer);
        int next = _body.BlockAt(il.Next);
        Value condition;
        if (il.Code is ILOpCode.Brtrue or ILOpCode.Brfalse)
        {
            var tested = Pop();
            // A boxed structure is never null.
            condition = tested.Boxed is not null ? Constant.True
                : ReferenceEquals(tested.Token, CompileTimeObject.Null) ? Constant.False
                : _values.Condition(tested);
            if (il.Code == ILOpCode.Brfalse)
                (target, next) = (next, target);
        }
        else
        {
            var right = Pop();
            condition = Compare(il.Code, Pop(), right);
        }

        if (condition is Constant constant)
            _emit.Branch(EdgeTo(constant.Bits != 0 ? target : next));
        else if (target == next)
            _emit.Branch(EdgeTo(target));
        else
            _emit.BranchIf(condition, EdgeTo(target), EdgeTo(next));
    }

    private void TranslateSwitch(ILInstruction il)
    {
        var selector = _values.Int32(Pop());
        var targets = il.Targets!;
        if (selector is Constant constant)
        {
            bool inside = (ulong)constant.Bits < (ulong)targets.Length;
            _emit.Branch(EdgeTo(_body.BlockAt(inside ? targets[constant.Bits] : il.Next)));
            return;
        }
        var cases = targets.Select(target => EdgeTo(_body.BlockAt(target))).ToList();
        _emit.Switch(selector, cases, EdgeTo(_body.BlockAt(il.Next)));
    }
}
