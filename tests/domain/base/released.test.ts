import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrations } from '#db/migrations/index.ts';
import { root } from '../../support/sources.ts';

/**
 * Migrations that databases out there have been through, with the beginning of the SHA-256 of their sources: a change of mind is a new
 * migration. One is written here when it is released.
 */
const released = `
0001-people b5909eb9cc003bb3
0002-live 8426b0a5340c4686
0003-cycle 40e63c56c54c8d9e
0004-topics 9a5200046c9081f6
0005-gatherings e1929503330d673a
0006-cafe ef2f68e941ebc199
0007-summaries d57f207a35acf6b7
0008-mail af575f681274d54f
0009-plan 8ee46b63929c0193
0010-unnamed 67fd4d424fd6c4d2
0011-notice 74223ea6ec8c579a
0012-audit-chain a7519b97ed55d69a
0013-session-rest 6ad8f24c67461ac8
0014-words 0a4e86f10df24e85
0015-signatures 850c482f89261343
0016-joining bd78f95f52e14f80
0017-kept-as-hash 6355f731a2b2d3d6
0018-audit-note b324226e86570903
0019-damaged-boards 6706c58f88529f79
0020-passwords 3f9e1067f89b4302
0021-one-door 60fbafd87748e3da
0022-pending-steps ee16ba15ccb9c1f6
0023-plenary ad004e693a8cbc74
0024-arrivals 0a66098beff010bb
0025-second-factor 3b0316f46cc89761
0026-plan-text b286fa5b59f19fce
0027-once bb2e754e708e22cf
0028-harvest-answers cf4999cde5ecd044
0029-single-sign-on 24ab03854671a86d
0030-former-tables effee12db59ebeab
0031-kept-questions bfdc410b9cd4e0fa
0032-hearing 285080da169bb81b
0033-host-requests 7978694a9719f3e1
0034-table-facts b6417a0db402db3c
0035-table-location 189a95e1d1f19a5d
0036-plan-file 9ca0fccb4901c988
0037-audience 4a685e451ad45e78
0038-mail-edits 2a3a923e902ee16c
0039-story-choice c38d0d2ae887625e
0040-log 7fe9a4998a55f40f
0041-plan-page c582578b5d1e6199
0042-indicator-target e3ee3ed5a7c8dfbc
0043-public-hearing dea4a2805e1b0684
`
	.trim()
	.split('\n')
	.map((line) => line.split(' ') as [string, string]);

const sourceOf = (name: string) => readFileSync(`${root}db/migrations/${name}.ts`, 'utf8').replaceAll('\r\n', '\n');
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What is wrong with the migrations there are, given those that were released. */
function faults(names: readonly string[], hashes: (name: string) => string): string[] {
	return [
		...released.filter(([name], at) => names[at] !== name).map(([name]) => `${name} was released and is missing or in another place`),
		...released
			.filter(([name, hash]) => names.includes(name) && hashes(name) !== hash)
			.map(([name]) => `${name} was released and has been changed`),
		...names.filter((name, at) => at > 0 && name < names[at - 1]!).map((name) => `${name} is not in the order of the names`)
	];
}

test('a migration that was released is there, unchanged, in its place, and new ones come after', () => {
	const names = Object.keys(migrations);
	expect(faults(names, (name) => hashOf(sourceOf(name)))).toEqual([]);
});

test('… and one that is changed, removed or put before others is told', () => {
	const names = Object.keys(migrations);
	const hashes = (name: string) => hashOf(sourceOf(name));
	expect(faults(names, (name) => (name === '0004-topics' ? hashOf(`${sourceOf(name)} `) : hashes(name)))).toEqual([
		'0004-topics was released and has been changed'
	]);
	expect(faults(names.slice(0, released.length - 1), hashes)).toEqual([
		`${released.at(-1)![0]} was released and is missing or in another place`
	]);
	expect(faults(['0000-before', ...names], hashes).length).toBe(released.length);
	expect(faults([...names, '0003-again'], hashes)).toEqual(['0003-again is not in the order of the names']);
});
