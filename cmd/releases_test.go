package cmd

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// releasesMain is GitHub, which says what the newest release is, for stories:
//
//	releases STATUS FILE COMMAND...
//
// It runs COMMAND, which is the arguments of antom, and exits with its code. Calls to
// api.github.com reach it as a proxy; ca.pem has the certificate that it is trusted by.
// What it was asked is in asked.txt.
func releasesMain() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: releases STATUS FILE COMMAND...")
		os.Exit(2)
	}
	status, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	body, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{githubCertificate("ca.pem")}}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answerAsGitHub(conn, config, status, body)
		}
	}()
	// A process of its own: net/http reads the proxy of the environment only once.
	child := exec.Command("antom", os.Args[3:]...)
	child.Env = append(os.Environ(), "HTTPS_PROXY=http://"+listener.Addr().String())
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	var exit *exec.ExitError
	if err := child.Run(); err != nil && !errors.As(err, &exit) {
		panic(err)
	}
	listener.Close()
	os.Exit(child.ProcessState.ExitCode())
}

// answerAsGitHub lets itself be connected to a host, and answers one request there.
func answerAsGitHub(conn net.Conn, config *tls.Config, status int, body []byte) {
	defer conn.Close()
	connect, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil || connect.Method != http.MethodConnect {
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connected\r\n\r\n"); err != nil {
		return
	}
	secure := tls.Server(conn, config)
	defer secure.Close()
	asked, err := http.ReadRequest(bufio.NewReader(secure))
	if err != nil {
		return
	}
	text := fmt.Sprintf("%s %s %s\n%v\n", asked.Method, connect.Host, asked.URL, asked.Header)
	if err := os.WriteFile("asked.txt", []byte(text), 0o600); err != nil {
		panic(err)
	}
	fmt.Fprintf(secure, "HTTP/1.1 %d Said\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

// githubCertificate makes a certificate for api.github.com and writes it to a file.
func githubCertificate(file string) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "api.github.com"}, DNSNames: []string{"api.github.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600); err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key}
}
