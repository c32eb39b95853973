import * as v from 'valibot';
import { optionalDay } from '#lib/dateFields.ts';
import { optionalText } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { auditVerbs, type AuditKind } from '#lib/people/audit.ts';
import { exportReasons, type ExportReason } from './exportText.ts';

const reasons = Object.keys(exportReasons) as ExportReason[];
const tooLong = ({ max }: { max: number }) => m.export_note_long({ max });

/** Why somebody takes a file out; another reason than those of the list is written down. */
export const exportReason = v.pipe(
	v.object({ reason: v.picklist(reasons, () => m.export_reason_missing()), note: optionalText(200, tooLong) }),
	v.forward(
		v.partialCheck(
			[['reason'], ['note']],
			({ reason, note }) => reason !== 'other' || note !== '',
			() => m.export_note_missing()
		),
		['note']
	)
);

const words = optionalText(100, tooLong);
const kinds = Object.keys(auditVerbs) as AuditKind[];

/** What is looked for in the log; a kind that there is not is all of them. */
export const auditFilter = v.pipe(
	v.object({
		who: words,
		about: words,
		kind: v.fallback(v.picklist([...kinds, '']), ''),
		from: optionalDay('back'),
		to: optionalDay('back')
	}),
	v.forward(
		v.partialCheck(
			[['from'], ['to']],
			({ from, to }) => from === null || to === null || from <= to,
			() => m.audit_dates_wrong()
		),
		['to']
	)
);
