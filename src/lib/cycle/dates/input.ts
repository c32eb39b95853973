import * as v from 'valibot';
import { maxBreaks, type TypedBreak } from './schoolYears.ts';

/**
 * The lines of a school year: `id-0`, `nn-0`, `nb-0`, `name-0`, `from-0`, `to-0`, and so on. A name that is typed anew is the
 * same in both languages.
 */
export const schoolYear = v.pipe(
	v.record(v.string(), v.unknown()),
	v.transform((values) => {
		const text = (field: string) => {
			const typed = values[field];
			return typeof typed === 'string' ? typed.replace(/\s+/g, ' ').trim() : '';
		};
		const lines: TypedBreak[] = [];
		for (let at = 0; at < maxBreaks && `from-${at}` in values; at++) {
			const [nn, nb, name] = [text(`nn-${at}`), text(`nb-${at}`), text(`name-${at}`)];
			const isNew = `name-${at}` in values && name !== nn && name !== nb;
			lines.push({
				id: text(`id-${at}`) || null,
				nameNn: isNew ? name : nn,
				nameNb: isNew ? name : nb,
				fromDate: text(`from-${at}`),
				toDate: text(`to-${at}`)
			});
		}
		return lines;
	})
);
