package cli

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MetricsFlag is --metrics-addr of a server: an address of its own at which the server's
// numbers are read, so that whoever can reach the server cannot read them as well.
type MetricsFlag struct{ Addr string }

// usualMetricsAddr is an address that metrics can be served at.
const usualMetricsAddr = "127.0.0.1:9464"

// Add declares the flag.
func (f *MetricsFlag) Add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.Addr, "metrics-addr", "", "serve metrics for Prometheus at /metrics of this `address`, such as "+usualMetricsAddr+" (default: nowhere)")
}

// Serve serves the numbers of collectors until the command ends, and returns the URL, ""
// without the flag.
func (f *MetricsFlag) Serve(ctx context.Context, env *Env, collectors ...metrics.Collector) (string, error) {
	if f.Addr == "" {
		return "", nil
	}
	if _, _, err := net.SplitHostPort(f.Addr); err != nil {
		return "", AddressError("--metrics-addr", f.Addr, usualMetricsAddr, errors.New("it is not an address with a port"))
	}
	listener, err := ListenOn("--metrics-addr", f.Addr, usualMetricsAddr)
	if err != nil {
		return "", err
	}
	handler := metrics.Handler(collectors...)
	if LoopbackAddress(listener.Addr().String()) {
		// A stranger's name can be made to lead here, so that a web page reads the numbers.
		handler = httpserve.OwnHosts(spec.Loopback, func() string { return "metrics are not served under this host name" }, handler)
	} else {
		env.Warn("other machines can read the metrics at %s", listener.Addr())
	}
	server := httpserve.Server{Handler: handler, Limits: httpserve.Limits{
		ReadTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second, MaxHeaderBytes: 16 << 10, MaxConnections: 16,
	}}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, listener) }()
	env.AtExit(func() {
		stop()
		if err := <-done; err != nil && !errors.Is(err, httpserve.ErrUnfinished) {
			env.Warn("serving the metrics: %v", err)
		}
	})
	return "http://" + listener.Addr().String() + metrics.Path, nil
}
