#!/bin/sh
# Sends every request of a file (YAML documents separated by ---) and prints one
# line for each that was created: its request id and the buyer's address.
#
#   examples/scripts/batch.sh [FILE]
#
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
# All requests are checked before the first is sent. The exit code is that of
# the first request that did not end well; the others are sent all the same.
set -eu

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

here=$(dirname -- "$0")
file=${1:-$here/../pay/batch.yaml}

exec antom pay "$file" --template '{{.paymentRequestId}} {{.normalUrl}}'
