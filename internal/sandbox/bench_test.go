package sandbox_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"net/http/httptest"
	"testing"
)

// BenchmarkBareRSA is what every signed call costs at least: one verification
// and one signature.
func BenchmarkBareRSA(b *testing.B) {
	id := shared()
	digest := sha256.Sum256([]byte("content"))
	request, err := rsa.SignPKCS1v15(nil, id.MerchantKey, crypto.SHA256, digest[:])
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if rsa.VerifyPKCS1v15(&id.MerchantKey.PublicKey, crypto.SHA256, digest[:], request) != nil {
			b.Fatal("does not verify")
		}
		if _, err := rsa.SignPKCS1v15(nil, id.AntomKey, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPayInMemory(b *testing.B) { benchmarkPay(b, "") }

func BenchmarkPayOnDisk(b *testing.B) { benchmarkPay(b, b.TempDir()) }

// benchmarkPay makes new payments; the time to sign the requests is left out.
func benchmarkPay(b *testing.B, dir string) {
	r := newRigIn(b, dir)
	handler := r.Handler()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		req := r.signed(payPath, payBody(fmt.Sprintf("pay-%d", i)), nil)
		req.RequestURI = payPath
		w := httptest.NewRecorder()
		b.StartTimer()
		handler.ServeHTTP(w, req)
		if w.Code != 200 || len(w.Body.Bytes()) < 500 {
			b.Fatal(w.Body.String())
		}
	}
}
