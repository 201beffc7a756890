#!/bin/sh
# Creates a payment, prints the buyer's link, waits until the payment is final, and
# decides by the exit code what to do with the order.
#
#   examples/scripts/pay-and-wait.sh [AMOUNT [CURRENCY [METHOD]]]
#
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
# LIMIT is the longest time to wait, such as 5m. DESCRIPTION is the text for the
# buyer; the default tells the simulator to pay after three seconds.
#
# Exit code: 0 paid, 7 not paid, 8 not final yet; any other code: unknown.
set -u

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

amount=${1:-12.34}
currency=${2:-HKD}
method=${3:-ALIPAY_HK}
limit=${LIMIT:-15m}
description=${DESCRIPTION:-sim: pay=success after=3s}

# The id is generated here, so it is known even if the command is killed.
id=PAY$(date +%Y%m%d%H%M%S)P$$

url=$(antom pay --request-id "$id" --amount "$amount" --currency "$currency" \
	--method "$method" --description "$description" --quiet)
code=$?
case $code in
0) echo "payment $id: send the buyer to $url" ;;
2 | 3 | 6)
	echo "payment $id was not created (exit code $code)" >&2
	exit "$code"
	;;
*) echo "payment $id: no clear response (exit code $code); inquiring" >&2 ;;
esac

status=$(antom inquire "$id" --wait="$limit" --quiet)
code=$?
case $code in
0) echo "payment $id: $status, deliver the order" ;;
7) echo "payment $id: $status, the buyer can try again with a new id" >&2 ;;
8) echo "payment $id: not final after $limit, inquire again later" >&2 ;;
*) echo "payment $id: the state is unknown (exit code $code), inquire again later" >&2 ;;
esac
exit "$code"
