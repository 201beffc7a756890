package antom

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"io"
)

// A ContextSigner is a signer that asks something which can hang, such as a key
// management service, and gives up when a context ends. A crypto.Signer without
// this method is not waited for either, but goes on in a goroutine until its
// Sign returns.
type ContextSigner interface {
	crypto.Signer
	// SignContext is Sign of crypto.Signer with a context.
	SignContext(ctx context.Context, rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error)
}

// signDigest signs with any key, and ends with ctx.
func signDigest(ctx context.Context, key crypto.Signer, digest []byte) ([]byte, error) {
	if _, local := key.(*rsa.PrivateKey); local || ctx.Done() == nil {
		return signNow(ctx, key, digest)
	}
	type result struct {
		value []byte
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := signNow(ctx, key, digest)
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func signNow(ctx context.Context, key crypto.Signer, digest []byte) ([]byte, error) {
	if k, ok := key.(ContextSigner); ok {
		return k.SignContext(ctx, rand.Reader, digest, crypto.SHA256)
	}
	return key.Sign(rand.Reader, digest, crypto.SHA256)
}
