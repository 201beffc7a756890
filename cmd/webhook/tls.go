package webhook

import (
	"context"
	"crypto/tls"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// tlsConfig returns the configuration of --tls-cert and --tls-key, nil for plain HTTP.
func (f *ListenFlags) tlsConfig(ctx context.Context) (*tls.Config, error) {
	if f.tlsCert == "" {
		return nil, nil
	}
	pair, err := loadKeyPair(ctx, f.tlsCert, f.tlsKey)
	if err != nil {
		return nil, apperr.New(apperr.Config, "--tls-cert and --tls-key", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// maxCertificate is the largest size of a --tls-cert or --tls-key file, in bytes. A
// chain of certificates has a few thousand.
const maxCertificate = 1 << 20

// loadKeyPair is tls.LoadX509KeyPair with a limit on size, and stops with ctx.
func loadKeyPair(ctx context.Context, certFile, keyFile string) (tls.Certificate, error) {
	cert, err := durable.ReadInput(ctx, certFile, maxCertificate)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := durable.ReadInput(ctx, keyFile, maxCertificate)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(cert, key)
}
