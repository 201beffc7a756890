#!/bin/sh
# Creates a payment and writes its QR code to a file, for a till or a printer.
# Prints the paymentRequestId, by which you can inquire.
#
#   examples/scripts/qr-to-file.sh FILE.png|FILE.svg [AMOUNT [CURRENCY [METHOD]]]
#
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
set -eu

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

file=${1:?usage: qr-to-file.sh FILE.png|FILE.svg [AMOUNT [CURRENCY [METHOD]]]}

# An old file must not be mistaken for the new code.
rm -f "$file"
id=$(antom pay --amount "${2:-12.34}" --currency "${3:-HKD}" --method "${4:-ALIPAY_HK}" \
	--qr-file "$file" --jq .paymentRequestId)

if [ ! -s "$file" ]; then
	echo "payment $id was created, but there is no QR code in $file" >&2
	exit 1
fi
echo "$id"
