#!/usr/bin/env node
// Runs the program of the package for this platform, with the same arguments, streams,
// signals and exit code.
"use strict";
const { spawn } = require("node:child_process");
const os = require("node:os");

const name = `@antom-cli/antom-${process.platform}-${process.arch}`;
let program;
try {
	program = require.resolve(`${name}/bin/antom${process.platform === "win32" ? ".exe" : ""}`);
} catch {
	console.error(`antom: the package ${name} is not installed
hint: if this platform is supported, install again without --omit=optional: npm install antom-cli
hint: other ways to install: https://github.com/antom-cli/antom/blob/main/docs/install.md`);
	process.exit(1);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// An interrupt of the terminal reaches the child by itself; this process waits for its end.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (err) => {
	console.error(`antom: the program cannot be started: ${err.message}`);
	process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + os.constants.signals[signal] : code));
