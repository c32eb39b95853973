// `node .ci/run.mjs src/server.ts …`: runs an entry written in TypeScript, or says in one sentence that this Node is too old to.
// Plain JavaScript of an old kind, since an older Node cannot even read the entry.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The oldest Node that runs TypeScript as it is; README.md names it too. `engines` in package.json is older: it is for the npm scripts. */
const minNode = [22, 18];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < minNode[0] || (major === minNode[0] && minor < minNode[1])) {
	console.error(`Samling needs Node ${minNode.join('.')} or newer, best 24; this is Node ${process.versions.node}.`);
	process.exit(1);
}
process.argv.splice(1, 1);
await import(pathToFileURL(resolve(process.argv[1] ?? '')).href);
