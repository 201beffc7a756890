package verify

import (
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// nameSender says who sent a message without a signature header, where its body
// tells.
func nameSender(d *diagnose.Diagnosis, body []byte) {
	if d.Cause != diagnose.CauseNoSignature || !capture.IsAlipayForm(body) {
		return
	}
	d.Explanation = "This is a notification of Alipay's open platform in China, not of Antom: " +
		"a form that is signed by its own fields sign and sign_type. It has no signature header, and Antom's key does not verify it."
	d.Fix = "Verify it with the SDK of Alipay's open platform and Alipay's public key, and give Antom another notify URL than Alipay."
}
