// Finds the browser that the tests and the pictures use, and installs one where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'samling', 'chromium');
const packaged = join(cache, process.platform === 'win32' ? 'chromium.exe' : 'run-chromium');
/** The newest @sparticuz/chromium when this was written: one headless Chromium for Linux, fetched from npm. */
const sparticuz = '@sparticuz/chromium@153.0.0';

/**
 * The path of a Chromium, or undefined: CHROMIUM_PATH, then the machine's own, then Playwright's, then the one
 * `installBrowser` fetched. A CHROMIUM_PATH that names nothing is an error, since somebody meant something by it.
 * @returns {string | undefined}
 */
export function findBrowser() {
	const named = process.env.CHROMIUM_PATH;
	if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
	return named || onThisMachine() || playwrights() || (existsSync(packaged) ? packaged : undefined);
}

function onThisMachine() {
	const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
	const folders = (process.env.PATH ?? '').split(delimiter);
	return [
		...names.flatMap((name) => folders.map((folder) => join(folder, name))),
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'C:/Program Files/Google/Chrome/Application/chrome.exe'
	].find((path) => existsSync(path));
}

function playwrights() {
	try {
		const path = createRequire(import.meta.url)('playwright-core').chromium.executablePath();
		return existsSync(path) ? path : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Installs a Chromium: Debian's package when we may, else the one that npm carries, else Playwright's.
 * Playwright's comes last since its download server is out of reach on many closed networks.
 * @param {(what: string, command: string, args: string[]) => void} run ends the process when the command fails
 */
export function installBrowser(run) {
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		const apt = { stdio: /** @type {const} */ ('inherit'), env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
		console.log('› Installing the package chromium');
		const install = () => spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], apt);
		if (install().status !== 0 && spawnSync('apt-get', ['update', '-q'], apt).status === 0) install();
		if (onThisMachine()) return;
	}
	if (process.platform !== 'linux') return run('Installing a browser', 'npx', ['playwright', 'install', 'chromium']);
	run('Installing a browser', 'npm', ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--loglevel=error', sparticuz]);
	unpack();
}

/** @sparticuz/chromium unpacks into the folder for temporary files, so that is what we tell it the cache is. */
function unpack() {
	const script = `
		const { default: chromium, inflate } = await import('@sparticuz/chromium');
		await chromium.executablePath();
		await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br');
	`;
	const env = { ...process.env, TMPDIR: cache, PATH: resolve('node_modules/.bin') + delimiter + process.env.PATH };
	spawnSync('node', ['--input-type=module', '-e', script], { cwd: cache, stdio: 'inherit', env });
	const chromium = join(cache, 'chromium');
	// The libraries it brings are for machines that lack a desktop's; where its own are there, those fit better.
	const runsAlone = spawnSync(chromium, ['--version', '--no-sandbox']).status === 0;
	const libraries = runsAlone ? '' : `LD_LIBRARY_PATH="${join(cache, 'al2023', 'lib')}" `;
	writeFileSync(packaged, `#!/bin/sh\n${libraries}exec "${chromium}" "$@"\n`, { mode: 0o755 });
}
