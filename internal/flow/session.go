package flow

import (
	"errors"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// adjustSession decides what a session is for: the hosted page, the client SDK, or
// a page of this machine that shows the SDK.
func adjustSession(r *Run, q *Request) error {
	if r.options.PreviewURL != "" {
		return r.adjustPreview(q.Document)
	}
	if err := applyScene(q.Document, r.options.Scene); err != nil {
		r.mistakes = append(r.mistakes, flagMistake("--scene", err))
	}
	return nil
}

func (r *Run) adjustPreview(d *request.Document) error {
	if d.Get("productScene") != spec.SceneHosted && !d.Has("paymentMethod.paymentMethodType") {
		r.mistakes = append(r.mistakes, flagMistake("--method",
			errors.New("the web SDK needs a payment method; add --method, such as --method ALIPAY_HK")))
	}
	if !r.gateway.Local || r.options.Strict {
		return nil
	}
	// Back to the page that shows the session, whose list of events then goes on.
	_, err := setDefaults(d, "preview", []Default{{"paymentRedirectUrl", r.options.PreviewURL}})
	return err
}

// applyScene decides between the hosted page and the SDK.
func applyScene(d *request.Document, scene string) error {
	value := scene
	switch scene {
	case "sdk":
		if d.Get("productScene") == spec.SceneHosted {
			return errors.New("sdk contradicts productScene CHECKOUT_PAYMENT at " + d.OriginOf("productScene").String())
		}
		return nil
	case "hosted":
		value = spec.SceneHosted
	case "":
		if d.Has("productScene") || d.Has("paymentMethod.paymentMethodType") {
			return nil
		}
		return d.SetDefault("productScene", spec.SceneHosted, request.Origin{What: originDefault})
	}
	return d.Set("productScene", value, request.Origin{Flag: "--scene"})
}
