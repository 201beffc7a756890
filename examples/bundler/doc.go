// Package bundler shows a front end that is bundled with the simulator's stand-in for
// Antom's web SDK, and tests it: the bundler is esbuild, the browser Chromium. Files that
// a shop would have are in front.
package bundler
