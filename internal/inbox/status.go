package inbox

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
)

// success is the result code, and the state, of what succeeded.
const success = "SUCCESS"

// hasStatus reports whether this is the outcome that a record tells. A payment that is
// pending is reported with the result code SUCCESS, but is none that succeeded.
func hasStatus(r *Record, status string) bool {
	if strings.EqualFold(status, string(r.Result.ResultStatus)) {
		return true
	}
	meaning := r.Meaning()
	state := stateOf(meaning)
	if code := string(r.Result.ResultCode); strings.EqualFold(status, code) && (state == "" || code != success) {
		return true
	}
	return strings.EqualFold(status, string(meaning)) || state != "" && strings.EqualFold(status, state)
}

// stateOf is the state of what a notification is about, as the response to an inquiry
// has it; "" where its meaning is none.
func stateOf(m antom.Meaning) string {
	switch m {
	case antom.MeaningPaid, antom.MeaningAuthorized, antom.MeaningCaptured, antom.MeaningRefunded, antom.MeaningAmountUpdated, antom.MeaningVaulted:
		return success
	case antom.MeaningFailed, antom.MeaningCaptureFailed, antom.MeaningRefundFailed, antom.MeaningAmountUpdateFailed, antom.MeaningVaultingFailed:
		return "FAIL"
	case antom.MeaningPending:
		return "PENDING"
	}
	return ""
}
