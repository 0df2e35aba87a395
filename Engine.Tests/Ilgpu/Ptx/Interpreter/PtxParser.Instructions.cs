namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal sealed partial class PtxParser
{
    private PtxInstruction ReadInstruction(PtxScope scope)
    {
        int line = Current.Line;
        PtxGuard? guard = null;
        if (TryTake("@"))
        {
            bool negated = TryTake("!");
            guard = new PtxGuard(TakeName(), negated);
        }
        string opcode = TakeName();
        var modifiers = new List<string>();
        while (Current.Kind == PtxTokenKind.Dotted)
            modifiers.Add(Take().Text);
        var operands = new List<PtxOperand>();
        while (!TryTake(";"))
        {
            if (operands.Count > 0)
                Expect(",");
            operands.Add(ReadOperand());
        }
        return new PtxInstruction(line, guard, opcode, modifiers, operands, scope, _lines[line - 1].Trim());
    }

    private PtxOperand ReadOperand()
    {
        if (TryTake("["))
            return ReadAddress();
        if (TryTake("{"))
        {
            var elements = new List<PtxOperand>();
            do
                elements.Add(ReadOperand());
            while (TryTake(","));
            Expect("}");
            return new VectorOperand(elements);
        }
        var first = ReadSimpleOperand();
        return TryTake("|") ? new PairOperand(first, ReadSimpleOperand()) : first;
    }

    private PtxOperand ReadSimpleOperand()
    {
        if (TryTake("_"))
            return new SinkOperand();
        bool negated = TryTake("!");
        bool negative = !negated && TryTake("-");
        var token = Current;
        if (token.Kind == PtxTokenKind.Identifier && !negative)
        {
            _next++;
            string? component = Current.Kind == PtxTokenKind.Dotted ? Take().Text : null;
            return new NameOperand(token.Text, component, negated, ReadOffset());
        }
        if (negated)
            throw Error($"! stands before a predicate, not before {token.Text}.");
        _next++;
        switch (token.Kind)
        {
            case PtxTokenKind.Integer:
                return new IntegerOperand(negative ? 0 - token.Bits : token.Bits, negative);
            case PtxTokenKind.Single:
                return new FloatOperand(negative ? token.Bits ^ (1UL << 31) : token.Bits, 32);
            case PtxTokenKind.Double:
                ulong bits = negative ? token.Bits ^ (1UL << 63) : token.Bits;
                return new FloatOperand(bits, token.Text.Contains('.') ? 0 : 64);
            default:
                _next--;
                throw Error($"an operand was expected, not {token.Text}.");
        }
    }

    private AddressOperand ReadAddress()
    {
        string? name = null;
        long offset = 0;
        if (Current.Kind == PtxTokenKind.Identifier)
        {
            name = TakeName();
            offset = ReadOffset();
        }
        else
        {
            bool negative = TryTake("-");
            offset = negative ? -TakeInteger() : TakeInteger();
        }
        Expect("]");
        return new AddressOperand(name, offset);
    }

    private long ReadOffset()
    {
        if (TryTake("+"))
            return TryTake("-") ? -TakeInteger() : TakeInteger();
        return TryTake("-") ? -TakeInteger() : 0;
    }
}
