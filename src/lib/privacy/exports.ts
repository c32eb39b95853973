import type { AuditVerb } from '#lib/people/audit.ts';
import { mayAdminister, mayErase, mayReadLog, type Actor } from '#lib/people/model.ts';
import { mayReadPlan } from '#lib/plan/model.ts';

type Export = {
	/** Its route, with the id of what it is about. */
	route: string;
	may: (actor: Actor) => boolean;
	/** How the audit trail calls that it was taken, and the kind of thing it is about. */
	verb: AuditVerb;
	of: 'municipality' | 'person' | 'version';
};

/** The files that hold what is kept of many, or of somebody else: they are given to who has said why, and only once. */
export const exportKinds = {
	people: { route: '/people/people.csv', may: mayAdminister, verb: 'person.exportAll', of: 'municipality' },
	person: { route: '/people/[id]/data', may: mayErase, verb: 'person.export', of: 'person' },
	archive: { route: '/plan/versions/[id]/archive.zip', may: mayReadPlan, verb: 'version.exportArchive', of: 'version' },
	log: { route: '/people/log/log.csv', may: mayReadLog, verb: 'audit.export', of: 'municipality' }
} satisfies Record<string, Export>;
export type ExportKind = keyof typeof exportKinds;

/** What a file is: its kind, the id in its address if it has one, and the address with what is asked for, normalised. */
export type WantedFile = { kind: ExportKind; id: string | undefined; address: string };

/** The file at a path with its query; undefined when it is none of these. */
export function fileAt(path: string): WantedFile | undefined {
	const url = URL.parse(path, 'http://own.invalid');
	if (url?.origin !== 'http://own.invalid') return undefined;
	url.searchParams.delete('ticket');
	for (const kind of Object.keys(exportKinds) as ExportKind[]) {
		const parts = new RegExp(`^${exportKinds[kind].route.replaceAll('.', '\\.').replace('[id]', '([\\w-]+)')}$`).exec(url.pathname);
		if (parts) return { kind, id: parts[1], address: url.pathname + url.search };
	}
	return undefined;
}
