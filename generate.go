package main

//go:generate go run ./docs/gen
//go:generate go run ./docs/licenses
