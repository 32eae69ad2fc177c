#!/usr/bin/env bash
# Prints the table of coreql and its peers, with what it was measured on. Usage: benches/peers/run.sh [parse|compile|translate|evaluate]
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p target
# Allocations are counted by another build, of the same dependencies: the counter itself would be part of the time.
cargo run --release --quiet --features allocations -- "$@" >target/allocations.tsv
cargo build --release --quiet
echo "command: benches/peers/run.sh $*"
echo "date:    $(date -u +%F)"
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1), $(rustc --version)"
for peer in wirefilter-engine zen-expression filt-rs cel scim-filter sqlparser rusqlite; do
  printf '%s ' "$peer" "$(grep -A1 "^name = \"$peer\"" Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p' | head -n 1)"
done
echo
ALLOCATIONS=target/allocations.tsv ./target/release/coreql-peers "$@"
