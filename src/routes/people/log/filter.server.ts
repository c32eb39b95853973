import { civilDate, type Instant } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import type { AuditFilter } from '#lib/privacy/auditLog.server.ts';
import { auditFilter } from '#lib/privacy/input.ts';

/** What is looked for, and what was typed; a wrong search looks for everything and says what is wrong. */
export function filterOf(query: URLSearchParams, now: Instant) {
	const sent = new FormData();
	for (const [name, value] of query) sent.append(name, value);
	const read = parseForm(auditFilter, sent, civilDate(now));
	const all: AuditFilter = { who: '', about: '', kind: '', from: null, to: null };
	return read.ok ? { filter: read.data, errors: {} } : { filter: all, errors: read.errors };
}
