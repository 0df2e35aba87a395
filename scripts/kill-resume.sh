#!/usr/bin/env bash
# Kills training runs (kill -9) at random moments and resumes them until they are done. No kill may leave a state that
# cannot be resumed, and the weights and the history must be those of a run that was never killed.
#   scripts/kill-resume.sh [KILLS] [ENGINE_CLI_DLL]      200 kills by default
set -euo pipefail
kills=${1:-200}
dll=${2:-$(dirname "$0")/../artifacts/bin/Engine.Cli/release/engine-cli.dll}
RANDOM=${SEED:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A checkpoint after every step: most kills hit while one is written.
train() { exec dotnet exec "$dll" train --quiet --accelerator cpu --checkpoint-minutes 0.00001 "$@"; }
figures() { cut -d, -f1-5 "$1/history.csv"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

variants=("--optimizer adam" "--optimizer sgd --momentum 0.9" "--optimizer sgd" "--optimizer adam --model mlp:8 --validation-split 0.2")
killed=0
for ((round = 0; killed < kills; round++)); do
    settings="--dataset synthetic-digits --limit 800 --epochs 4 --model softmax ${variants[round % ${#variants[@]}]} --seed $round"
    [[ $settings == *mlp* ]] && settings=${settings/--model softmax /}
    # shellcheck disable=SC2086
    (train $settings --threads 1 --output "$work/unbroken")

    for ((tries = 0; ; tries++)); do
        touch "$work/mark"
        # With and without a second thread in turn: the bits do not depend on it.
        if [[ -f $work/killed/config.json ]]; then
            train --resume "$work/killed" --threads $((1 + tries % 2)) 2> "$work/errors" &
        else
            # shellcheck disable=SC2086
            train $settings --threads $((1 + tries % 2)) --output "$work/killed" 2> "$work/errors" &
        fi
        pid=$!
        if ((killed < kills && tries < 20)); then
            # One in four at any moment since the start, the others among the checkpoints.
            if ((RANDOM % 4 > 0)); then
                until [[ $work/killed/checkpoints -nt $work/mark ]] || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
            else
                sleep "0.$((RANDOM % 10))"
            fi
            sleep "$(printf 0.%03d $((RANDOM % 100)))"
            if kill -9 $pid 2> /dev/null; then killed=$((killed + 1)); fi
        fi
        status=0
        wait $pid 2> /dev/null || status=$?
        ((status == 0)) && break
        ((status == 137)) || fail "exit code $status: $(cat "$work/errors")"
    done

    cmp "$work/unbroken/model.safetensors" "$work/killed/model.safetensors" || fail "round $round ($settings): other weights"
    diff <(figures "$work/unbroken") <(figures "$work/killed") || fail "round $round ($settings): another history"
    echo "round $round: the same after $tries kills ($settings)"
    rm -rf "$work/unbroken" "$work/killed"
done
echo "$killed kills, nothing lost"
