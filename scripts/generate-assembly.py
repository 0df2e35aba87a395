#!/usr/bin/env python3
"""Writes Engine.Ilgpu/Api/Cuda/CudaAsm.Overloads.cs: the forms of CudaAsm.Emit and EmitRef for each number of arguments.
Run it after a change here; the output is checked in."""
from pathlib import Path

MOST_ARGUMENTS = 10
MOST_REFERENCES = 44
FILE = Path(__file__).resolve().parent.parent / "Engine.Ilgpu/Api/Cuda/CudaAsm.Overloads.cs"


def method(name: str, count: int, argument, constraint: str) -> str:
    types = ", ".join(f"T{i}" for i in range(count))
    arguments = ", ".join(argument(i) for i in range(count))
    constraints = " ".join(f"where T{i} : {constraint}" for i in range(count))
    return f"""    /// <inheritdoc cref="{'Emit(string)' if name == 'Emit' else 'EmitRef{T0}'}"/>
    public static void {name}<{types}>(string asm, {arguments})
        {constraints} => throw InKernelsOnly();
"""


methods = []
for n in range(1, MOST_ARGUMENTS + 1):
    methods.append(method("Emit", n, lambda i: f"T{i} arg{i}", "unmanaged"))
    methods.append(method("Emit", n, lambda i: ("out " if i == 0 else "") + f"T{i} arg{i}", "unmanaged"))
for n in range(2, MOST_REFERENCES + 1):
    methods.append(method("EmitRef", n, lambda i: f"ref T{i} arg{i}", "struct"))
FILE.write_text(
    "// Written by scripts/generate-assembly.py.\nnamespace ILGPU.Runtime.Cuda;\n\npublic static partial class CudaAsm\n{\n"
    + "\n".join(methods)
    + "}\n"
)
