#!/bin/sh
# Makes sure that PostgreSQL's server, Chromium, curl and Python are there, which tests start themselves. On Debian, as root, it
# installs what is missing; elsewhere it says what to install.
set -eu
missing=""
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then missing="$missing postgresql"; fi
if [ ! -x /usr/bin/chromium ]; then missing="$missing chromium"; fi
for tool in curl python3; do # for the worked examples
  if ! command -v "$tool" >/dev/null 2>&1; then missing="$missing $tool"; fi
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing$missing"
  apt-get update -q >/dev/null
  # the server that Debian would start by itself is not wanted
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "The tests need$missing. On Debian or Ubuntu: sudo apt-get install$missing" >&2
exit 1
