// Makes a fresh clone able to run: `node .ci/prepare.mjs [build] [browser]`.
// Built-ins only and nothing newer than Node 20, since it runs before node_modules is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { weighPhone } from './weight.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const steps = process.argv.slice(2);

process.chdir(root);
installPackages();
installNode();
if (steps.includes('browser')) await prepareBrowser();
if (steps.includes('build')) buildWhenChanged();

/**
 * Runs a command with Node 24 (once it is there) first on the path; ends this process when it fails.
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 */
function run(what, command, args) {
	const started = Date.now();
	console.log(`› ${what}`);
	const env = { ...process.env, PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH };
	const { status, error } = spawnSync(command, args, { stdio: 'inherit', env, shell: windows });
	if (error || status !== 0) {
		console.error(`${what}: failed${error ? ` (${error.message})` : ''}.`);
		process.exit(status || 1);
	}
	console.log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * npm keeps a list of what it installed; comparing it with the lockfile also sees an install made by hand.
 * Scripts of packages are left out whatever npm's policy is: only Node needs its own (below), and
 * better-sqlite3 would look for a compiler although its binary is in the package.
 */
function installPackages() {
	if (installed()) return;
	run('Installing packages', 'npm', ['ci', '--include=dev', '--ignore-scripts', '--loglevel=error']);
}

function installed() {
	try {
		const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
		const present = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
		const same = (/** @type {string} */ path) => wanted[path]?.version === present[path]?.version;
		const missing = Object.keys(wanted).some((path) => path && !same(path) && !wanted[path].optional);
		return !missing && Object.keys(present).every((path) => same(path) && existsSync(path));
	} catch {
		return false;
	}
}

/** The npm package `node` puts the Node we need on the path of every npm script. */
function installNode() {
	const wanted = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies.node;
	const version = () => spawnSync(join('node_modules', '.bin', 'node'), ['-v'], { encoding: 'utf8', shell: windows }).stdout?.trim();
	if (version() === `v${wanted}`) return;
	run(`Installing Node ${wanted}`, 'npm', ['rebuild', 'node', '--loglevel=error']);
	if (version() === `v${wanted}`) return;
	console.error(`Node ${wanted} could not be installed in node_modules. Install Node 24 on this machine and try again.`);
	process.exit(1);
}

async function prepareBrowser() {
	const { findBrowser, installBrowser } = await import('./browser.mjs');
	if (!findBrowser()) installBrowser(run);
	const browser = findBrowser();
	if (!browser) {
		console.error('No browser was found, and none could be installed. Set CHROMIUM_PATH to a Chromium or Chrome.');
		process.exit(1);
	}
}

/** Builds unless what is in build/ was made from exactly these sources. */
function buildWhenChanged() {
	const stamp = 'build/.sources';
	const sources = hashSources();
	if (existsSync('build/handler.js') && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
	run('Building', 'npx', ['vite', 'build', '--logLevel', 'warn']);
	try {
		weighPhone();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	}
	writeFileSync(stamp, sources);
}

function hashSources() {
	const hash = createHash('sha256');
	// What Paraglide writes beside what we write.
	const written = ['src/lib/i18n/paraglide', 'src/lib/i18n/project.inlang'];
	/** @param {string} path */
	const add = (path) => {
		if (written.includes(path) || !existsSync(path)) return;
		if (statSync(path).isDirectory()) {
			for (const name of readdirSync(path).sort()) add(`${path}/${name}`);
		} else if (!path.endsWith('.md')) {
			hash.update(`${path}\0`).update(readFileSync(path));
		}
	};
	for (const path of [
		'src',
		'src/lib/i18n/project.inlang/settings.json',
		'static',
		'db',
		'.ci/messages.ts',
		'.ci/chunks.ts',
		'.ci/shortMessages.ts',
		'.ci/oneLanguage.ts',
		'.ci/theme.ts',
		'package.json',
		'package-lock.json',
		'svelte.config.js',
		'vite.config.ts',
		'tsconfig.json'
	]) {
		add(path);
	}
	return hash.digest('hex');
}
