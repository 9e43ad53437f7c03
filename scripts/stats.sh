#!/bin/sh
# How much was written by hand: lines of each kind's file, of each package, and which files grow too long. Fails where one
# has more than 500 lines. What templ generates does not count.
set -eu

lines() { awk 'END { print NR }' "$1"; }

hand() { git ls-files --cached --others --exclude-standard -- "$@" | grep -v '_templ\.go$' | sort; }

echo "Kinds: lines of the file that declares each"
kinds=0
for file in $(hand 'internal/*.go' | grep -v -e '_test\.go$' -e '/storetest/'); do
	in_file=$(grep -c 'record\.Define(record\.Definition\[' "$file" || true)
	[ "$in_file" -gt 0 ] || continue
	kinds=$((kinds + in_file))
	names=$(grep -o 'Name: "[a-z-]*", Plural' "$file" | cut -d '"' -f 2 | tr '\n' ' ')
	printf '  %4d  %-32s %s\n' "$(lines "$file")" "$file" "$names"
done
echo "  $kinds kinds"

echo
echo "Packages: lines of Go, without tests and with them"
for dir in $(hand '*.go' | xargs -n 1 dirname | sort -u); do
	code=0 all=0
	for file in $(hand "$dir/*.go"); do
		[ "$(dirname "$file")" = "$dir" ] || continue
		n=$(lines "$file")
		all=$((all + n))
		case $file in *_test.go) ;; *) code=$((code + n)) ;; esac
	done
	printf '  %5d %6d  %s\n' "$code" "$all" "$dir"
done

echo
echo "Files over 300 lines"
long=0
for file in $(hand '*.go' '*.templ' '*.ts' '*.css' '*.sh' '*.sql'); do
	n=$(lines "$file")
	[ "$n" -gt 300 ] || continue
	printf '  %4d  %s\n' "$n" "$file"
	[ "$n" -le 500 ] || long=$((long + 1))
done
[ "$long" -eq 0 ] || { echo "$long of them have more than 500: split them by use"; exit 1; }
