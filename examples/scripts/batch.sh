#!/bin/sh
# Sends every request of a file (YAML documents separated by ---). Prints one line
# for each payment that was created: its request id and the buyer's link.
#
#   examples/scripts/batch.sh [FILE]
#
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
# All requests are checked before the first one is sent. A request that fails does
# not stop the others. The exit code is that of the first one that failed.
set -eu

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

here=$(dirname -- "$0")
file=${1:-$here/../pay/batch.yaml}

exec antom pay "$file" --template '{{.paymentRequestId}} {{.normalUrl}}'
