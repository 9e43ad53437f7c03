#!/bin/sh
# Sends what the API's document allows, and what it does not, to a server of its own for so many seconds, and fails where
# an answer is our fault or not as documented. Needs Python 3; Schemathesis goes into a virtual environment outside of the
# repository, or is named by SCHEMATHESIS.
set -eu
seconds="${1:-600}"
version=4.32.5
work="$(mktemp -d)"
server=""
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT INT TERM

if [ -z "${SCHEMATHESIS:-}" ]; then
  venv="${XDG_CACHE_HOME:-$HOME/.cache}/steelyard/schemathesis-$version"
  [ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "schemathesis==$version"; }
  SCHEMATHESIS="$venv/bin/schemathesis"
fi

go build -o "$work/steelyard" ./cmd/steelyard
export STEELYARD_DATABASE="$work/steelyard.db"
"$work/steelyard" apply examples/first >/dev/null
echo "a sentence that nobody guesses" | "$work/steelyard" admin create-account fuzz --role administrator >/dev/null 2>&1
token="$("$work/steelyard" admin create-token fuzz --title fuzz | grep -o 'steelyard_[A-Za-z0-9_-]*' | head -1)"
"$work/steelyard" serve --listen 127.0.0.1:0 >"$work/out" 2>"$work/log" &
server=$!
address=""
for _ in $(seq 100); do
  address="$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$work/out" | head -1 || true)"
  [ -z "$address" ] || break
  sleep 0.1
done
[ -n "$address" ] || { cat "$work/log" >&2; exit 1; }

# The stream has no end, which the tool cannot wait for: Go's tests listen to it. The limit keeps below that of one account.
cd "$work"
status=0
"$SCHEMATHESIS" --no-color run "$address/api/openapi.json" --url "$address" --header "Authorization: Bearer $token" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
  --phases examples,coverage,fuzzing,stateful --exclude-path /api/v1/events/stream --max-time "$seconds" --rate-limit 2700/m --max-examples "${EXAMPLES:-100}" \
  --request-timeout 60 --suppress-health-check all --warnings off --continue-on-failure ${FUZZ_SEED:+--seed "$FUZZ_SEED"} || status=$?
echo "answers by status:"
curl -sf -H "Authorization: Bearer $token" "$address/metrics" | grep 'request_seconds_count.*route="[A-Z]* */api/' |
  sed -E 's/.*status="([0-9]+)".* ([0-9]+)$/\1 \2/' | awk '{n[$1] += $2} END {for (s in n) print s, n[s]; if (n[200] + n[201] == 0) exit 1}' | sort || status=1
if grep -E 'level=ERROR' "$work/log" >&2; then
  echo "the server's log has failures of ours" >&2
  status=1
fi
exit "$status"
