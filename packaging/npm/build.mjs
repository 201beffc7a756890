// Makes the npm packages from what goreleaser built: one for each platform, which holds
// the binary, and "antom-cli", which depends on all of them, of which npm installs the
// one that fits. Nothing is downloaded when a package is installed, and no script runs.
//
//	node packaging/npm/build.mjs DIST OUT
//
// DIST is goreleaser's dist directory. OUT gets a directory for each package.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scope = "@antom-cli";
const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, "..", "..");
// npm's words for the systems and processors of Go.
const systems = { linux: "linux", darwin: "darwin", windows: "win32" };
const processors = { amd64: "x64", arm64: "arm64" };

const [dist, out] = process.argv.slice(2);
if (!dist || !out) {
	console.error("usage: node packaging/npm/build.mjs DIST OUT");
	process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(dist, "metadata.json"), "utf8"));
const binaries = JSON.parse(readFileSync(join(dist, "artifacts.json"), "utf8")).filter((a) => a.type === "Binary");

const common = {
	version,
	license: "MIT",
	homepage: "https://github.com/antom-cli/antom",
	repository: { type: "git", url: "git+https://github.com/antom-cli/antom.git" },
};

// write makes the directory of a package with its files, a map of names to sources.
function write(name, manifest, files) {
	const dir = join(out, name);
	mkdirSync(join(dir, "bin"), { recursive: true });
	writeFileSync(join(dir, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
	for (const file of ["LICENSE", "THIRD-PARTY-LICENSES.txt"]) copyFileSync(join(top, file), join(dir, file));
	for (const [to, from] of Object.entries(files)) {
		copyFileSync(from, join(dir, to));
		chmodSync(join(dir, to), to.startsWith("bin/") ? 0o755 : 0o644);
	}
}

const platforms = {};
for (const { goos, goarch, path } of binaries) {
	const os = systems[goos];
	const cpu = processors[goarch];
	if (!os || !cpu) throw new Error(`npm has no name for ${goos}/${goarch}`);
	const name = `antom-${os}-${cpu}`;
	const program = os === "win32" ? "bin/antom.exe" : "bin/antom";
	platforms[`${scope}/${name}`] = version;
	write(name, {
		name: `${scope}/${name}`,
		...common,
		description: `The program of antom-cli for ${os} on ${cpu}`,
		os: [os],
		cpu: [cpu],
		preferUnplugged: true,
	}, { [program]: join(dist, "..", path) });
}
if (Object.keys(platforms).length === 0) throw new Error(`${dist} has no binaries`);

write("antom-cli", {
	name: "antom-cli",
	...common,
	description: "Integrate and operate Antom payments from the terminal",
	keywords: ["antom", "payments", "cli", "webhook"],
	bin: { antom: "bin/antom.js" },
	engines: { node: ">=18" },
	optionalDependencies: platforms,
}, { "bin/antom.js": join(here, "antom.js"), "README.md": join(here, "README.md") });
