#!/usr/bin/env python3
"""Writes Engine.Ilgpu/Api/Launching/Generated/Arity*.cs: for each number of kernel parameters the typed launcher and
the loaders that C# cannot say once for all. Run it after a change here; the output is checked in."""
from pathlib import Path

MAXIMUM = 14
FOLDER = Path(__file__).resolve().parent.parent / "Engine.Ilgpu/Api/Launching/Generated"


def arity(n: int) -> str:
    numbers = range(1, n + 1)
    types = ", ".join(f"T{i}" for i in numbers)
    structs = " ".join(f"where T{i} : struct" for i in numbers)
    parameters = ", ".join(f"T{i} arg{i}" for i in numbers)
    arguments = ", ".join(f"arg{i}" for i in numbers)
    size = " + ".join(f"ArgumentWriter<T{i}>.Size" for i in numbers)
    writes = "\n".join(
        f"        {'_' if i == n else 'block'} = ArgumentWriter<T{i}>.Write(ref arg{i}, block, kernel.Accelerator);" for i in numbers
    )
    refs = ", ".join(f"ref arg{i}" for i in numbers)
    ref_parameters = ", ".join(f"ref T{i} arg{i}" for i in numbers)

    out = [
        f"""// Written by scripts/generate-launchers.py.
using System.Runtime.CompilerServices;
using Engine.Ilgpu.Backends;

namespace ILGPU.Runtime;

/// <summary>Launches a kernel of {n} parameter{'s' if n > 1 else ''}.</summary>
[SkipLocalsInit]
internal sealed unsafe class Launcher<{types}>(KernelHandle kernel)
    {structs}
{{
    private static readonly int Size = {size};

    public KernelHandle Kernel => kernel;

    public void Launch(KernelConfig config, {parameters}) =>
        Launch(kernel.Accelerator.DefaultStream, config, {arguments});

    public void Launch(AcceleratorStream stream, KernelConfig config, {parameters})
    {{
        byte* block = stackalloc byte[Size];
        Write(block, {refs});
        kernel.Launch(stream, config, block);
    }}

    public void LaunchExtent<TIndex>(TIndex extent, {parameters})
        where TIndex : struct, IIndex =>
        LaunchExtent(kernel.Accelerator.DefaultStream, extent, {arguments});

    public void LaunchExtent<TIndex>(AcceleratorStream stream, TIndex extent, {parameters})
        where TIndex : struct, IIndex
    {{
        byte* block = stackalloc byte[ExtentWriter.MaximumSize + Size];
        Write(ExtentWriter.Write(extent, block, out var dimensions), {refs});
        kernel.LaunchExtent(stream, dimensions, block);
    }}

    private void Write(byte* block, {ref_parameters})
    {{
{writes}
    }}
}}

public static partial class KernelLoaders
{{"""
    ]

    def loader(name, kind, stream):
        type_arguments = types if kind == "grouped" else f"TIndex, {types}"
        index = "KernelConfig" if kind == "grouped" else "TIndex"
        result = f"Action<{'' if stream else 'AcceleratorStream, '}{index}, {types}>"
        source = f"Action<{type_arguments}>"
        constraints = structs if kind == "grouped" else f"where TIndex : struct, IIndex {structs}"
        if kind == "grouped":
            variants = [("", "default"), (", KernelSpecialization specialization", "specialization")]
        elif kind == "implicit":
            variants = [(", int customGroupSize", "customGroupSize")]
        else:
            variants = [("", "0")]
        load = "LoadGrouped(accelerator, action, {0})" if kind == "grouped" else (
            "LoadIndexed<TIndex>(accelerator, action, {0})" if kind == "auto" else "LoadCustom<TIndex>(accelerator, action, {0})")
        method = "Launch" if kind == "grouped" else "LaunchExtent"
        for extra, argument in variants:
            call = load.format(argument)
            if kind == "auto":
                call = "LoadIndexed<TIndex>(accelerator, action)"
            head = f"    public static {result} {name}<{type_arguments}>(\n        this Accelerator accelerator, {source} action{extra}"
            out.append(f"""{head})
        {constraints} =>
        new Launcher<{types}>({call}).{method};
""")
            out.append(f"""{head}, out KernelInfo kernelInfo)
        {constraints}
    {{
        var kernel = {call};
        kernelInfo = kernel.Info;
        return new Launcher<{types}>(kernel).{method};
    }}
""")

    loader("LoadKernel", "grouped", False)
    loader("LoadStreamKernel", "grouped", True)
    loader("LoadImplicitlyGroupedKernel", "implicit", False)
    loader("LoadImplicitlyGroupedStreamKernel", "implicit", True)
    loader("LoadAutoGroupedKernel", "auto", False)
    loader("LoadAutoGroupedStreamKernel", "auto", True)
    out[-1] = out[-1].rstrip("\n")

    out.append(f"""}}

public abstract partial class Accelerator
{{
    public void Launch<{types}>(
        Action<{types}> action, AcceleratorStream stream, in KernelConfig kernelConfig, {parameters})
        {structs} =>
        Cached(action, static (accelerator, action) =>
            new Launcher<{types}>(KernelLoaders.LoadGrouped(accelerator, action, default)))
            .Launch(stream, kernelConfig, {arguments});

    public void Launch<{types}>(Action<{types}> action, in KernelConfig kernelConfig, {parameters})
        {structs} =>
        Launch(action, DefaultStream, kernelConfig, {arguments});

    public void LaunchAutoGrouped<TIndex, {types}>(
        Action<TIndex, {types}> action, AcceleratorStream stream, TIndex extent, {parameters})
        where TIndex : struct, IGenericIndex<TIndex> {structs} =>
        Cached(action, static (accelerator, action) =>
            new Launcher<{types}>(KernelLoaders.LoadIndexed<TIndex>(accelerator, action)))
            .LaunchExtent(stream, extent, {arguments});

    public void LaunchAutoGrouped<TIndex, {types}>(Action<TIndex, {types}> action, TIndex extent, {parameters})
        where TIndex : struct, IGenericIndex<TIndex> {structs} =>
        LaunchAutoGrouped(action, DefaultStream, extent, {arguments});
}}
""")
    return "\n".join(out)


FOLDER.mkdir(parents=True, exist_ok=True)
for n in range(1, MAXIMUM + 1):
    (FOLDER / f"Arity{n:02d}.cs").write_text(arity(n), encoding="utf-8", newline="\n")
