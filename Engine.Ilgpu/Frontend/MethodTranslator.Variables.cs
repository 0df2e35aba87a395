using System.Reflection;
using Engine.Ilgpu.Diagnostics;
using Engine.Ilgpu.IR;

namespace Engine.Ilgpu.Frontend;

/// <summary>
/// Arguments and local variables: in local memory, except arguments that never change and locals that are assigned
/// once before every use, which are simply their values.
/// </summary>
internal sealed partial class MethodTranslator
{
    private readonly Variable[] _arguments;
    private readonly Variable[] _locals;

    private sealed class Variable(DeviceLayout? layout)
    {
        /// <summary>Null if the variable's type cannot exist on a device; then it must not be used.</summary>
        public DeviceLayout? Layout { get; } = layout;

        /// <summary>Where it lies, if it needs memory.</summary>
        public Instruction? Address { get; set; }

        /// <summary>True if it is assigned once: then it is <see cref="Value"/>, and memory holds only a copy to point to.</summary>
        public bool IsFixed { get; init; }

        public StackValue? Value { get; set; }
        public KernelCompilationException? Error { get; set; }
    }

    private void PrepareVariables(StackValue[] arguments)
    {
        var types = ArgumentTypes();
        for (int i = 0; i < types.Length; i++)
        {
            if (arguments[i].Token is not null || arguments[i].Boxed is not null && !types[i].IsByRef)
            {
                _arguments[i] = new(null) { Value = arguments[i] };
                continue;
            }
            var layout = DeviceLayout.Of(types[i]);
            _arguments[i] = new(layout)
            {
                IsFixed = _body.ArgumentIsReadOnly[i],
                Address = _body.ArgumentNeedsMemory[i] ? _emit.Alloca(layout.Size) : null,
            };
            StoreVariable(_arguments[i], arguments[i]);
        }
        for (int i = 0; i < _locals.Length; i++)
            _locals[i] = PrepareLocal(i);
    }

    private Type[] ArgumentTypes()
    {
        var types = Method.GetParameters().Select(parameter => parameter.ParameterType);
        if (Method.IsStatic)
            return [.. types];
        var self = Method.DeclaringType!;
        return [self.IsValueType || self.IsInterface ? self.MakeByRefType() : self, .. types];
    }

    private Variable PrepareLocal(int index)
    {
        DeviceLayout layout;
        try
        {
            layout = DeviceLayout.Of(_body.Locals[index]);
        }
        catch (KernelCompilationException error)
        {
            // C# may keep a compile-time object (a message for an assertion, say) in a local that is assigned once.
            return new(null) { Error = error };
        }
        var variable = new Variable(layout) { IsFixed = _body.IsSingleAssignment(index) };
        if (!variable.IsFixed || _body.LocalAddressTaken[index])
            variable.Address = _emit.Alloca(layout.Size);
        if (variable.IsFixed)
            return variable;
        if (_callInLoop && _body.LocalNeedsZero[index])
            _values.Clear(variable.Address!, layout);
        return variable;
    }

    private StackValue LoadVariable(Variable variable) => variable is { IsFixed: false, Address: { } address }
        ? _values.Load(address, variable.Layout!)
        : Held(variable);

    private static StackValue Held(Variable variable)
    {
        return variable.Value ?? throw variable.Error ?? new KernelCompilationException("a local variable is read before it is assigned.");
    }

    private void StoreVariable(Variable variable, StackValue value)
    {
        if (variable.Layout is null)
        {
            if (value.Token is null && value.Boxed is null || variable.Value is not null)
                throw variable.Error ?? Unsupported("this argument cannot be assigned.");
            variable.Value = value;
        }
        else
        {
            if (variable.Address is { } address)
                StoreToMemory(variable, address, value);
            if (variable.IsFixed)
                variable.Value = _values.Coerce(value, variable.Layout);
        }
    }

    private void StoreToMemory(Variable variable, Instruction address, StackValue value)
    {
        var layout = variable.Layout!;
        _values.Store(address, layout, value);
        if (!variable.IsFixed)
            return;
        var leaves = _values.MemoryLeaves(value, layout);
        for (int i = 0; i < leaves.Length; i++)
            _emit.Known.Fix(address, layout.Leaves[i].Offset, leaves[i]);
    }

    private void LoadAddress(Variable variable)
    {
        if (variable.Address is not { } address)
            throw variable.Error ?? Unsupported("the address of this variable cannot be taken on a device.");
        Push(address);
    }

    private static bool IsClosure(Type type) => !type.IsValueType && type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false);

    private FieldInfo ResolveField(int token) =>
        Method.Module.ResolveField(token, _typeArguments, _methodArguments)
        ?? throw Unsupported("a field cannot be resolved.");

    private Type ResolveType(int token) => Method.Module.ResolveType(token, _typeArguments, _methodArguments);

    private DeviceLayout ResolveLayout(int token) => DeviceLayout.Of(ResolveType(token));
}
