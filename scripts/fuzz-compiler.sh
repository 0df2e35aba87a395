#!/usr/bin/env bash
# Differential tests of the kernel compiler at length: random kernels, run by .NET, by the IR interpreter before and
# after the passes, and by the CPU back end (with ENGINE_FUZZ_DEVICE=opencl: by an OpenCL device instead, with cuda: as
# PTX in the PTX interpreter). Stops at the first batch that shows a difference, shrunk and printed as C#.
#
#   scripts/fuzz-compiler.sh [COUNT] [FIRST-SEED]      defaults: 1000000 kernels, a first seed taken from the clock
#
# One kernel again: ENGINE_FUZZ_SEED=N ENGINE_FUZZ_COUNT=1 with the same test.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-1000000}
seed=${2:-$(( $(date +%s) * 1000 ))}
batch=10000
tests="*.RandomKernelTests.AllWaysToRunAKernelAgree"
if [[ ${ENGINE_FUZZ_DEVICE:-} == opencl ]]; then
    batch=500
    tests="*.ClRandomKernelTests.TheDeviceAgreesWithTheInterpreter"
elif [[ ${ENGINE_FUZZ_DEVICE:-} == cuda ]]; then
    batch=2000
    tests="*.PtxRandomKernelTests.*Agrees"
fi

dotnet build Engine.Tests -c Release -v q -nologo
for (( past = 0; past < count; past += batch )); do
    now=$(( count - past < batch ? count - past : batch ))
    echo "kernels $past to $(( past + now - 1 )) of $count: seeds from $(( seed + past ))"
    ENGINE_FUZZ_SEED=$(( seed + past )) ENGINE_FUZZ_COUNT=$now \
        dotnet run --project Engine.Tests -c Release --no-build -- \
        -method "$tests" -noLogo
done
