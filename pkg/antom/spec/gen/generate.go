package main

import (
	"fmt"
	"go/format"
	"io/fs"
)

// generate returns the text of every generated file by its path, relative to
// the directory of package spec.
func generate(data fs.FS) (map[string][]byte, error) {
	m, err := load(data)
	if err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	for name, write := range map[string]func(*model, *writer){
		"tables_operations_gen.go": writeOperations,
		"tables_types_gen.go":      writeTypes,
		"tables_messages_gen.go":   writeMessages,
		"tables_plain_gen.go":      writePlain,
		"tables_codes_gen.go":      writeCodes,
		"tables_methods_gen.go":    writeMethods,
		"tables_currencies_gen.go": writeCurrencies,
		"tables_rules_gen.go":      writeRules,
		"tables_regions_gen.go":    writeRegions,
		"tables_testcards_gen.go":  writeTestCards,
		"../types_gen.go":          writeStructs,
		"../values_gen.go":         writeValues,
	} {
		var w writer
		write(m, &w)
		text, err := format.Source(w.buf.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = text
	}
	return files, nil
}
