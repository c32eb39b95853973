import { civilDate, isCivilDate } from '#lib/dates.ts';
import { visible } from '#lib/documents/document.ts';

const escaped = (text: string) =>
	visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const tag = (name: string, text: string) => `<${name}>${escaped(text)}</${name}>`;

export type Archived = { name: string; title: string; hash: string; size: number };

/**
 * What an archive system registers: a case with one entry and its documents, as an `arkivmelding` of Noark 5 (version 5.5). A case
 * number such as 18/12 is split into its year and sequence; an adoption whose day is not known is dated by `at`.
 */
export function arkivmelding(about: {
	id: string;
	municipality: string;
	title: string;
	caseNumber: string | null;
	adoptedDate: string | null;
	at: string;
	files: readonly Archived[];
}): string {
	const { id, municipality, title, at } = about;
	const created = tag('opprettetDato', at) + tag('opprettetAv', municipality);
	const documents = about.files.map((file, at_) => {
		const format = file.name.slice(file.name.lastIndexOf('.') + 1).toUpperCase();
		return `<dokumentbeskrivelse>${tag('systemID', `${id}-${at_ + 1}`)}${tag('dokumenttype', 'Plan')}${tag('dokumentstatus', 'Dokumentet er ferdigstilt')}${tag('tittel', file.title)}${created}${tag('tilknyttetRegistreringSom', at_ === 0 ? 'Hoveddokument' : 'Vedlegg')}${tag('dokumentnummer', `${at_ + 1}`)}${tag('tilknyttetDato', at)}${tag('tilknyttetAv', municipality)}<dokumentobjekt>${tag('versjonsnummer', '1')}${tag('variantformat', format === 'PDF' ? 'Arkivformat' : 'Produksjonsformat')}${tag('format', format === 'PDF' ? 'PDF/A' : format)}${created}${tag('referanseDokumentfil', file.name)}${tag('sjekksum', file.hash)}${tag('sjekksumAlgoritme', 'SHA-256')}${tag('filstoerrelse', `${file.size}`)}</dokumentobjekt></dokumentbeskrivelse>`;
	});
	const year = about.caseNumber?.match(/^(\d{2,4})\/(\d+)$/);
	const caseOf = year ? tag('saksaar', year[1]!.length === 2 ? `20${year[1]}` : year[1]!) + tag('sakssekvensnummer', year[2]!) : '';
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<arkivmelding xmlns="http://www.arkivverket.no/standarder/noark5/arkivmelding" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
		tag('system', 'Samling') + tag('meldingId', id) + tag('tidspunkt', at) + tag('antallFiler', `${about.files.length}`),
		`<mappe xsi:type="saksmappe">${tag('systemID', `${id}-sak`)}${tag('tittel', title)}${created}${caseOf}${tag('saksdato', about.adoptedDate && isCivilDate(about.adoptedDate) ? about.adoptedDate : civilDate(at))}${tag('administrativEnhet', municipality)}${tag('saksstatus', 'Avsluttet')}`,
		`<registrering xsi:type="journalpost">${tag('systemID', `${id}-post`)}${created}`,
		...documents,
		`${tag('tittel', title)}${tag('journalposttype', 'Organinternt dokument uten oppfølging')}${tag('journalstatus', 'Ferdigstilt fra saksbehandler')}</registrering></mappe>`,
		'</arkivmelding>',
		''
	].join('\n');
}
