package inbox

import (
	"hash/crc32"
	"testing"
	"time"
)

// TestObjectKey: a refund that was stored when its ids still stood in the
// place of the payment's is told as the same by its ids of today.
func TestObjectKey(t *testing.T) {
	t.Parallel()
	const body = `{"refundRequestId":"r","refundId":"i"}`
	own := `{"receivedAt":"2026-01-31T15:42:05Z","method":"POST","path":"/","headers":{},"body":"{\"refundRequestId\":\"r\",\"refundId\":\"i\"}",` +
		`"schema":1,"verified":true,"paymentRequestId":"r","paymentId":"i","id":"20260131-154205-1-0"`
	line := seal([]byte(own), crc32.Checksum([]byte(own), castagnoli()))
	old, err := decode(line[:len(line)-1])
	if err != nil {
		t.Fatal(err)
	}
	if old.PaymentRequestID != "r" || old.RequestID != "" || string(old.Message.Body) != body {
		t.Errorf("%+v", old)
	}
	now := recordOf(body)
	now.RequestID, now.ObjectID = "r", "i"
	if Key(now) != Key(old) {
		t.Error("not told as the same")
	}
	now.ObjectID = "j"
	if Key(now) == Key(old) {
		t.Error("another is told as the same")
	}
}

// TestObjectIDs: the ids come back from the disk.
func TestObjectIDs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{Now: func() time.Time { return start() }})
	r := note(1)
	r.RequestID, r.ObjectID = "refund-request", "refund"
	got, err := Get(dir, add(t, i, r))
	if err != nil || got.RequestID != r.RequestID || got.ObjectID != r.ObjectID || got.PaymentID != r.PaymentID {
		t.Errorf("%+v, %v", got, err)
	}
}
