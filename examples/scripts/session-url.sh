#!/bin/sh
# Creates a payment session and prints the URL of the hosted page, where the buyer
# chooses the payment method. Nothing else is printed on standard output.
#
#   url=$(examples/scripts/session-url.sh [AMOUNT [CURRENCY [ORDER-ID]]])
#
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
# A real account also requires goods, a buyer and a redirect URL. Put constant
# values into the profile, and add the others here, as --goods and --buyer-id.
set -eu

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

order=${3:-ORDER$(date +%Y%m%d%H%M%S)P$$}
exec antom session --amount "${1:-12.34}" --currency "${2:-HKD}" --order-id "$order" --quiet
