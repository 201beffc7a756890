#!/bin/sh
# Checks the keys of an integration without sending anything: that your private
# key can be read, that the public key that you uploaded belongs to it, and that
# the key that you use as Antom's public key is not your own.
#
#   examples/scripts/check-keys.sh [PRIVATE UPLOADED-PUBLIC ANTOM-PUBLIC]
#
# Without arguments it checks the simulator's keys.
# Exit code: 0 the keys are right, 3 a key is wrong.
set -u

if [ $# -eq 0 ]; then
	keys=$(antom profile show local --jq .merchantPrivateKeyFile) || exit
	keys=$(dirname -- "$keys")
	set -- "$keys/merchant-private.pem" "$keys/merchant-public.pem" "$keys/antom-public.pem"
fi
if [ $# -ne 3 ]; then
	echo "usage: check-keys.sh [PRIVATE UPLOADED-PUBLIC ANTOM-PUBLIC]" >&2
	exit 2
fi

for file in "$@"; do
	fingerprint=$(antom keys show "$file" --quiet) || exit 3
	echo "$file: $fingerprint"
done

if ! antom keys match "$1" "$2" --quiet >/dev/null; then
	echo "wrong: $2 is not the public half of $1; upload the right one" >&2
	exit 3
fi
if antom keys match "$1" "$3" --quiet >/dev/null 2>&1; then
	echo "wrong: $3 is your own public key; copy Antom's from the Antom Dashboard" >&2
	exit 3
fi
echo "the keys belong together"
