package webhook

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// notificationDraft is a notification before it is signed.
type notificationDraft struct {
	name string // of the type, or "unknown"
	body []byte
	root *spec.Node // nil if the body is not JSON
}

// draftNotification makes the body from a file or for a type, then applies --set.
func draftNotification(env *cli.Env, args []string, f *webhookSendFlags) (*notificationDraft, error) {
	var made *notificationDraft
	var body *notification.Body
	var err error
	switch {
	case f.file != "" && len(args) > 0:
		return nil, apperr.New(apperr.Usage, "give a type or --file, not both", nil)
	case f.file != "":
		made, body, err = draftOfFile(env, f)
	case len(args) == 0:
		return nil, apperr.New(apperr.Usage, "which type of notification?", nil, "antom webhook send --list", "or send the body in a file: --file FILE")
	default:
		made, body, err = draftOfType(env, args[0], f)
	}
	if err != nil || body == nil {
		return made, err
	}
	for _, arg := range f.set {
		path, value, err := request.ParseSet(arg)
		if err != nil {
			return nil, cli.UsageError("--set", err, "write it as --set result.resultCode=SUCCESS")
		}
		if err := body.Set(path, value); err != nil {
			return nil, cli.UsageError("--set", err)
		}
	}
	if len(f.set) > 0 {
		made.body = body.Bytes()
	}
	made.root = body.Root
	for _, finding := range body.Findings(env.Now()) {
		env.Warn("%s %s", cmp.Or(finding.Path, "the body"), finding.Message)
	}
	return made, nil
}

// draftOfFile sends the bytes of a file unchanged, unless --set changes a field.
// A body that is not JSON is sent with a warning.
func draftOfFile(env *cli.Env, f *webhookSendFlags) (*notificationDraft, *notification.Body, error) {
	for name, given := range f.givenFlags {
		if given {
			return nil, nil, apperr.New(apperr.Usage, "--"+name+" cannot be given with --file", nil, "change a field of the file with --set")
		}
	}
	data, err := env.ReadArgument(f.file, antom.MaxNotification)
	if err != nil {
		return nil, nil, err
	}
	made := &notificationDraft{name: "unknown", body: data}
	root, err := spec.ParseJSON(data)
	if err != nil {
		if len(f.set) > 0 {
			return nil, nil, cli.UsageError("--set", fmt.Errorf("%s is not JSON: %w", f.file, err))
		}
		env.Warn("%s is not JSON (%v); it is sent unchanged", f.file, err)
		return made, nil, nil
	}
	body := &notification.Body{Root: root}
	if n, err := antom.ParseNotification(data); err == nil {
		body.Kind, made.name = n.Kind, cmp.Or(cmp.Or(n.NotifyType, n.Kind), made.name)
	}
	return made, body, nil
}

// draftOfType makes a notification of a type.
func draftOfType(env *cli.Env, name string, f *webhookSendFlags) (*notificationDraft, *notification.Body, error) {
	s, ok := notification.Find(name)
	if !ok {
		hint := "antom webhook send --list"
		if near := notification.Nearest(name); near != "" {
			hint = "did you mean " + near + "? All types: " + hint
		}
		return nil, nil, apperr.New(apperr.Usage, fmt.Sprintf("there is no notification type %q", name), nil, hint)
	}
	fields, err := f.fieldsFor(s)
	if err != nil {
		return nil, nil, err
	}
	body, err := notification.Maker{Now: env.Now, Rand: env.Rand}.Make(s, fields)
	if err != nil {
		return nil, nil, apperr.New(apperr.Internal, "creating the notification", err)
	}
	return &notificationDraft{name: s.Name, body: body.Bytes()}, body, nil
}

// fieldsFor returns the values of the flags. It refuses flags for fields that the
// type does not have.
func (f *webhookSendFlags) fieldsFor(s notification.Sample) (notification.Fields, error) {
	fields, err := f.about.fields()
	if err != nil {
		return fields, err
	}
	for flag, place := range map[string]string{
		"request-id": notification.TakesPaymentRequestID, "payment-id": notification.TakesPaymentID,
		"amount": notification.TakesAmount, "currency": notification.TakesAmount,
	} {
		if f.givenFlags[flag] && !s.Takes(place) {
			return fields, apperr.New(apperr.Usage, fmt.Sprintf("%s has no %s, so --%s cannot be used", s.Name, place, flag), nil)
		}
	}
	switch strings.ToLower(f.status) {
	case "success":
	case "fail":
		if s.FailCode == "" {
			return fields, apperr.New(apperr.Usage, "--status fail: "+s.Name+" reports no failure", nil,
				"the list shows the types that do: antom webhook send --list")
		}
		fields.Failed = true
	default:
		return fields, apperr.New(apperr.Usage, fmt.Sprintf("--status %q must be success or fail", f.status), nil)
	}
	return fields, nil
}

func signNotification(env *cli.Env, f *webhookSendFlags, signer *testSigner, target *url.URL, body []byte) (*notification.Request, error) {
	if f.defect == "" {
		r, err := signer.Sign(target, body, notification.TimeText(env.Now()))
		if err != nil {
			return nil, cli.ConfigError("signing the notification", err)
		}
		return r, nil
	}
	defect, err := notification.ParseBreak(f.defect)
	if err != nil {
		return nil, cli.UsageError("--break", err)
	}
	wrongKey := signer.Key
	if defect == notification.BreakKey {
		if wrongKey, err = newWrongKey(env); err != nil {
			return nil, err
		}
	}
	r, err := signer.SignBroken(defect, target, body, env.Now(), wrongKey)
	if err != nil {
		return nil, cli.ConfigError("signing the notification", err)
	}
	return r, nil
}
