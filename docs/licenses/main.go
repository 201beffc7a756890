// Command licenses writes THIRD-PARTY-LICENSES.txt: the licence texts of Go and
// of every module that is linked into a released binary, as those licences
// demand of whoever hands the binary on. It fails for a module without a licence
// and for a licence that is not in the list of accepted ones.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
)

// file is what is written, below the top of the source tree.
const file = "THIRD-PARTY-LICENSES.txt"

func main() {
	log.SetFlags(0)
	text, err := generate()
	if err != nil {
		log.Fatal("licenses: ", err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		log.Fatal("licenses: ", err)
	}
}

// generate makes the text of the file.
func generate() ([]byte, error) {
	components, err := linked()
	if err != nil {
		return nil, err
	}
	goLicense, err := standardLibrary()
	if err != nil {
		return nil, err
	}
	components = append([]component{goLicense}, components...)
	var list, texts bytes.Buffer
	for _, c := range components {
		names, err := c.licenses()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&list, "  %s: %s\n", c.title(), strings.Join(names, ", "))
		if err := c.write(&texts); err != nil {
			return nil, err
		}
	}
	return slices.Concat([]byte(preface), list.Bytes(), texts.Bytes()), nil
}

const preface = `antom is licensed under the MIT License; see LICENSE.

A released binary also contains the components below, under their own licences.
Not every component is in the binary of every platform.
This file is generated: go generate ./...

`
