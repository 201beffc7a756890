package keys_test

import (
	"crypto/rand"
	"fmt"
	"os"

	"github.com/antom-cli/antom/pkg/keys"
)

// A file is read whatever form its key has. Printing a key shows its fingerprint.
func ExampleParsePrivate() {
	data, err := keys.ReadFile("testdata/merchant-pkcs8.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := keys.ParsePrivate(data, nil) // nil: an encrypted key is an error
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+v\n", key)
	fmt.Println(key.Form, key.Container)
	// Output:
	// RSA private key of 2048 bits, sha256:aeaf98702eab2c53bee559ea120da1a74b550ed72aba379279a961777d178655
	// pkcs8 pem
}

// The error says what a text is instead of the key that was wanted.
func ExampleParsePublic() {
	data, err := os.ReadFile("testdata/merchant-pkcs8.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = keys.ParsePublic(data)
	fmt.Println(err)
	// Output:
	// found a private key, wanted an RSA public key
}

// A new key pair, and the public key as the dashboard takes it: Base64 on one line.
func ExampleGenerate() {
	private, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
	if err != nil {
		fmt.Println(err)
		return
	}
	public, err := keys.Encode(keys.NewKey(private).PublicOnly(), keys.FormSPKI, keys.ContainerBase64)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := keys.ParsePublic(public)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keys.Match(private, back.Public), back.Form, back.Container)
	// Output: true spki base64
}

// Text for a log or a report is freed of private keys first.
func ExampleRedact() {
	data, err := os.ReadFile("testdata/merchant-pkcs8.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keys.Redact("the key is " + string(data)))
	// Output: the key is [key text removed]
}
