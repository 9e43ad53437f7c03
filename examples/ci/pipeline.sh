#!/bin/sh
# What a build server does with a repository of declarations: check, then show what would change; on the main branch, apply it
# and note in the repository what was applied. Arguments are handed on to diff and apply, such as --prune.
#
# STEELYARD_PROGRAMME is the folder of declarations, STEELYARD the program, STEELYARD_DATABASE the store, BRANCH the branch where
# the build server checks out commits without one.
set -eu
folder="${STEELYARD_PROGRAMME:-programme}"
steelyard="${STEELYARD:-steelyard}"
branch="${BRANCH:-$(git rev-parse --abbrev-ref HEAD)}"

"$steelyard" fmt --check "$folder"
# steelyard.sarif is for the build server to show beside the lines; without a problem it says so
"$steelyard" check "$folder" --format sarif >steelyard.sarif || { "$steelyard" check "$folder"; exit 1; }

status=0
"$steelyard" diff "$folder" "$@" || status=$?
case "$status" in
  0) echo "The store says what the folder says."; exit 0 ;;
  1) ;;
  *) exit "$status" ;;
esac

if [ "$branch" != main ]; then
  # fails where someone has changed the same in the store meanwhile
  "$steelyard" apply "$folder" --dry-run "$@" >/dev/null
  exit 0
fi
"$steelyard" apply "$folder" --reason "$(git log -1 --format='%h %s')" "$@"

# the next comparison begins from here; without this, a field that is changed twice would look as if the store had changed it
git add -- "$folder/.steelyard/base.json"
git diff --cached --quiet || git commit --quiet --no-verify -m "Note what was applied to the store"
