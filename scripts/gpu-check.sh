#!/usr/bin/env bash
# Checks everything on a machine with an NVIDIA GPU. Builds nothing and needs no .NET: run it where the archive of
# scripts/publish-gpu-check.sh was unpacked. Prints one table, and writes it as Markdown and JSON.
#
#   ./gpu-check.sh DATA-FOLDER [RESULT-FOLDER]      DATA-FOLDER holds MNIST's four IDX files, or a folder mnist with them
#
# Exit codes: 0 all that was checked is as it should be; 1 something is not; 2 the command line is wrong.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$here/bin
if [[ $# -lt 1 || ! -d $1 ]]; then
    echo "usage: $0 DATA-FOLDER [RESULT-FOLDER]" >&2
    exit 2
fi
data=$(cd "$1" && pwd)
results=${2:-gpu-check-results}
mkdir -p "$results"
results=$(cd "$results" && pwd)
rows=$results/rows.tsv
: > "$rows"

# row WHAT RESULT TO-REACH VERDICT
row() { printf '%s\t%s\t%s\t%s\n' "$@" >> "$rows"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
verdict() { awk -v a="$1" -v b="$3" "BEGIN { print (a $2 b) ? \"ok\" : \"MISSED\" }"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3g", a / b }'; }

# tests WHAT FILTER...: runs a part of the test suite
tests() {
    local what=$1 log status=0 total skipped
    shift
    log=$results/$(tr -c 'a-z0-9\n' '-' <<< "$what").log
    "$bin/Engine.Tests" -noLogo -noColor "$@" > "$log" 2>&1 || status=$?
    total=$(sed -n 's/.*Total: *\([0-9]*\).*/\1/p' "$log" | tail -1)
    skipped=$(sed -n 's/.*Skipped: *\([0-9]*\).*/\1/p' "$log" | tail -1)
    row "$what" "${total:-0} tests, ${skipped:-0} skipped" "all pass" "$([[ $status == 0 && ${total:-0} != "${skipped:-0}" ]] && echo ok || echo "FAILED, see $(basename "$log")")"
}

"$bin/engine-cli" devices | tee "$results/devices.txt"
if ! grep -q '^ *cuda:0' "$results/devices.txt"; then
    echo "There is no CUDA device to check; the line above says why." >&2
    exit 1
fi
export ENGINE_TEST_DEVICE=cuda:0 ENGINE_FUZZ_COUNT=${ENGINE_FUZZ_COUNT:-1000}

tests "kernels against float64" -namespace Engine.Tests.Kernels
tests "random kernels" -class "*.CudaRandomKernelTests"

# Training: accuracy, and the time of an epoch once kernels are loaded and the step is recorded.
train=$results/train.jsonl
if "$bin/engine-cli" train --dataset mnist --data-dir "$data" --accelerator cuda --batch-size 128 --epochs 10 --json \
    --output "$results/mnist" > "$train" 2> "$results/train.err"; then
    accuracy=$(grep '"event":"test"' "$train" | field accuracy)
    epoch=$(grep '"event":"epoch"' "$train" | tail -n +2 | field seconds | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
    row "MNIST, 10 epochs, accuracy" "$accuracy" ">= 0.97" "$(verdict "$accuracy" '>=' 0.97)"
    row "MNIST, epoch at batch 128" "$(awk -v s="$epoch" 'BEGIN { printf "%.1f ms", 1e3 * s }')" "<= 15 ms" "$(verdict "$epoch" '<=' 0.015)"
else
    row "MNIST" "$(tail -1 "$results/train.err")" "accuracy >= 0.97" FAILED
    epoch=
fi

bench=$results/bench.jsonl
"$bin/engine-cli" bench --accelerator cuda --sizes 1024,4096 --elements 100000000 --json > "$bench" 2> "$results/bench.err" \
    || row "benchmarks" "$(tail -1 "$results/bench.err")" "run" FAILED
for kernel in softmax-rows adam gather; do
    share=$(grep "\"kernel\":\"$kernel\"" "$bench" | field shareOfCopy | grep -v null | sort -g | tail -1)
    [[ -n $share ]] && row "$kernel, share of a copy's speed" "$share" ">= 0.85" "$(verdict "$share" '>=' 0.85)"
done
# A product of 4096 x 4096 matrices: gemm FILE KIND gives microseconds, teraflops MICROSECONDS the speed.
gemm() { grep "\"kernel\":\"gemm-$2\"" "$1" | grep '"shape":"4096x4096x4096"' | field microseconds; }
teraflops() { awk -v t="$1" 'BEGIN { printf "%.1f TFLOP/s", 2 * 4096^3 / t / 1e6 }'; }
for kind in nn nt tn; do
    time=$(gemm "$bench" $kind)
    [[ -n $time ]] && row "SGEMM 4096, $kind" "$(teraflops "$time")" "" ""
done
gemm=$(gemm "$bench" nn)

# TF32 is for compute capability 8.0 and later; what is older says so.
tf32=$results/bench-tf32.jsonl
tensor=
if "$bin/engine-cli" bench --accelerator cuda --precision tf32 --filter gemm --sizes 4096 --json > "$tf32" 2> "$results/bench-tf32.err"; then
    for kind in nn nt tn; do
        time=$(gemm "$tf32" $kind)
        [[ -n $time ]] && row "TF32 4096, $kind" "$(teraflops "$time")" "" ""
    done
    tensor=$(gemm "$tf32" nn)
    if "$bin/engine-cli" train --dataset mnist --data-dir "$data" --accelerator cuda --precision tf32 --model mlp:2048 --batch-size 512 \
        --epochs 5 --json --output "$results/mnist-tf32" > "$results/train-tf32.jsonl" 2> "$results/train-tf32.err"; then
        accuracy=$(grep '"event":"test"' "$results/train-tf32.jsonl" | field accuracy)
        row "MNIST in TF32, accuracy" "$accuracy" ">= 0.97" "$(verdict "$accuracy" '>=' 0.97)"
    else
        row "MNIST in TF32" "$(tail -1 "$results/train-tf32.err")" "accuracy >= 0.97" FAILED
    fi
elif grep -q 'has no TF32' "$results/bench-tf32.err"; then
    row "TF32" "the device has none" "" "not checked"
else
    row "TF32" "$(tail -1 "$results/bench-tf32.err")" "run" FAILED
fi

if python3 -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2> /dev/null; then
    torch=$results/torch.txt
    python3 "$here/gpu-check-torch.py" > "$torch" 2> "$results/torch.err" || row "PyTorch" "$(tail -1 "$results/torch.err")" "run" FAILED
    of() { awk -v name="$1" '$1 == name { print $2 }' "$torch"; }
    # 60,000 samples are 469 steps.
    if [[ -n $epoch && -n $(of step-graph) ]]; then
        step=$(awk -v s="$epoch" 'BEGIN { print s / 469 }')
        eager=$(ratio "$step" "$(of step-eager)")
        graph=$(ratio "$step" "$(of step-graph)")
        row "training step, time over PyTorch eager" "$eager" "<= 0.33" "$(verdict "$eager" '<=' 0.33)"
        row "training step, time over PyTorch CUDA graphs" "$graph" "<= 0.7" "$(verdict "$graph" '<=' 0.7)"
    fi
    if [[ -n $gemm && -n $(of sgemm-4096) ]]; then
        speed=$(awk -v ours="$gemm" -v theirs="$(of sgemm-4096)" 'BEGIN { printf "%.3g", theirs * 1e6 / ours }')
        row "SGEMM 4096, speed over cuBLAS" "$speed" ">= 0.75" "$(verdict "$speed" '>=' 0.75)"
    fi
    if [[ -n $tensor && -n $(of tf32-4096) ]]; then
        speed=$(awk -v ours="$tensor" -v theirs="$(of tf32-4096)" 'BEGIN { printf "%.3g", theirs * 1e6 / ours }')
        row "TF32 4096, speed over cuBLAS" "$speed" ">= 0.4" "$(verdict "$speed" '>=' 0.4)"
    fi
else
    row "PyTorch" "not here, or without CUDA" "" "not compared"
fi

if command -v compute-sanitizer > /dev/null; then
    for tool in memcheck racecheck; do
        log=$results/$tool.log
        status=0
        compute-sanitizer --tool "$tool" --target-processes all --error-exitcode 9 \
            "$bin/Engine.Tests" -noLogo -noColor -namespace Engine.Tests.Kernels > "$log" 2>&1 || status=$?
        row "compute-sanitizer $tool" "$(grep -o 'ERROR SUMMARY.*\|RACECHECK SUMMARY.*' "$log" | tail -1)" "clean" \
            "$([[ $status == 0 ]] && echo ok || echo "FAILED, see $tool.log")"
    done
else
    row "compute-sanitizer" "not here" "clean" "not checked"
fi

{
    printf '| check | result | to reach | verdict |\n|---|---|---|---|\n'
    awk -F '\t' '{ printf "| %s | %s | %s | %s |\n", $1, $2, $3, $4 }' "$rows"
} > "$results/gpu-check.md"
{
    echo '['
    awk -F '\t' 'function q(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
        { printf "%s  {\"check\": %s, \"result\": %s, \"toReach\": %s, \"verdict\": %s}", (NR > 1 ? ",\n" : ""), q($1), q($2), q($3), q($4) }' "$rows"
    printf '\n]\n'
} > "$results/gpu-check.json"
echo
column -t -s $'\t' "$rows" 2> /dev/null || cat "$rows"
echo
echo "Written: $results/gpu-check.md, $results/gpu-check.json"
! cut -f 4 "$rows" | grep -q -E '^(MISSED|FAILED)'
