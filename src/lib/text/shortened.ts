/** At most `most` characters of a text, cut between words and marked with "…": nothing that people wrote is cut in silence. */
export function shortened(text: string, most: number): string {
	if (text.length <= most) return text;
	const cut = text.slice(0, most - 1).toWellFormed();
	const space = cut.search(/\s\S*$/);
	return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s\ufffd]+$/, '')}…`;
}
