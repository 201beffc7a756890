#!/bin/sh
# Refunds all or a part of a payment, waits until the refund is final, and never
# refunds the same money twice.
#
#   examples/scripts/refund.sh PAYMENT-REQUEST-ID REFUND-REQUEST-ID [AMOUNT]
#
# Choose the refundRequestId. You can run the script again with the same one as
# often as you like. Without AMOUNT, everything that is left is refunded.
# It runs against the simulator. For another profile: ANTOM_PROFILE=shop
#
# Exit code: 0 refunded, 7 not refunded, 8 not final yet, 5 unknown.
set -u

ANTOM_PROFILE=${ANTOM_PROFILE:-local}
export ANTOM_PROFILE

payment=$1
id=$2
limit=${LIMIT:-15m}
reason=${REASON:-order $payment}

if [ $# -gt 2 ]; then
	set -- --amount "$3"
else
	set --
fi

# Inquire about a refund that was sent before; do not send it with another amount.
if ! antom inquire-refund "$id" --quiet >/dev/null 2>&1; then
	antom refund "$payment" --request-id "$id" --reason "$reason" "$@" --quiet >/dev/null
	code=$?
	case $code in
	0 | 8) ;;
	5) echo "refund $id: no clear answer, so its state decides" >&2 ;;
	*)
		echo "refund $id was not made (exit code $code)" >&2
		exit "$code"
		;;
	esac
fi

status=$(antom inquire-refund "$id" --wait="$limit" --quiet)
code=$?
case $code in
0) echo "refund $id: $status" ;;
7) echo "refund $id: $status, refund again with a new id" >&2 ;;
8) echo "refund $id: not final after $limit, run this again later" >&2 ;;
*) echo "refund $id: the state is unknown (exit code $code), run this again" >&2 ;;
esac
exit "$code"
