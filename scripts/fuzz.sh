#!/bin/sh
# Runs every fuzz target for the given time, one after the other.
set -eu
time="${1:-10s}"
for package in $(go list ./...); do
  for target in $(go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' || true); do
    echo "$package $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" | tail -1
  done
done
