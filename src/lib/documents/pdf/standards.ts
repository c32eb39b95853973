/**
 * The compiler writes one standard at a time. What it wrote as PDF/A-2a, and found to be right as PDF/UA-1 too, is told to be both by an
 * update at the end of the file (ISO 32000-1, 7.5.6): the metadata once more with `pdfuaid` and its description (ISO 14289-1, 5;
 * ISO 19005-2, 6.6.2.3), and the catalog once more, which asks readers to show the title.
 */
export function declaredBoth(pdf: Buffer): Buffer {
	const text = pdf.toString('latin1');
	const trailer = text.slice(text.lastIndexOf('trailer'));
	const found = (sought: RegExp, where = text) => {
		const match = sought.exec(where);
		if (!match) throw new Error(`The PDF has no ${sought}`);
		return match;
	};
	const [, root] = found(/\/Root (\d+) 0 R/, trailer) as unknown as [string, string];
	const [, catalog] = found(new RegExp(`\\n${root} 0 obj\\n([\\s\\S]*?)endobj`)) as unknown as [string, string];
	const [, id] = found(/\/Metadata (\d+) 0 R/, catalog) as unknown as [string, string];
	const [, packet] = found(new RegExp(`\\n${id} 0 obj\\n[\\s\\S]*?stream\\r?\\n([\\s\\S]*?)\\r?\\nendstream`)) as unknown as [
		string,
		string
	];
	const metadata = packet
		.replace('xmlns:pdfaid=', 'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"  xmlns:pdfaid=')
		.replace('<pdfaid:part>', '<pdfuaid:part>1</pdfuaid:part><pdfaid:part>')
		.replace('<pdfaExtension:schemas><rdf:Bag>', `<pdfaExtension:schemas><rdf:Bag>${schema}`);
	const shown = catalog.replace('/ViewerPreferences <<', '/ViewerPreferences <<\n    /DisplayDocTitle true');
	const objects = [
		{ id, body: `<<\n  /Length ${metadata.length}\n  /Type /Metadata\n  /Subtype /XML\n>>\nstream\n${metadata}\nendstream\n` },
		{ id: root, body: shown }
	].toSorted((a, b) => Number(a.id) - Number(b.id));
	let added = '\n';
	const places = objects.map((object) => {
		const at = pdf.length + added.length;
		added += `${object.id} 0 obj\n${object.body}endobj\n`;
		return `${object.id} 1\n${String(at).padStart(10, '0')} 00000 n\r\n`;
	});
	const start = pdf.length + added.length;
	const [, before] = found(/startxref\s+(\d+)/, trailer) as unknown as [string, string];
	const [, entries] = found(/trailer\s*<<([\s\S]*?)>>\s*startxref/, trailer) as unknown as [string, string];
	added += `xref\n${places.join('')}trailer\n<<${entries}  /Prev ${before}\n>>\nstartxref\n${start}\n%%EOF\n`;
	return Buffer.concat([pdf, Buffer.from(added, 'latin1')]);
}

const property =
	'<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>';
const schema = `<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">${property}</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>`;
