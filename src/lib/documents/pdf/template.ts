/**
 * How a document looks, as a Typst source. It is the same for all documents: what is in them comes as data (`content.ts`), read by `json`,
 * so nothing that somebody has written is ever read as markup.
 */
export const template = String.raw`
#let data = json(bytes(sys.inputs.document))
#let ink = rgb("#1c242b")
#let fjord = rgb("#00515e")
#let quiet = rgb("#595148")
#let thread = rgb("#c0002d")
#let line-colour = rgb("#cfc8bd")

#set document(title: data.title, author: data.author, date: auto)
#set page(
	paper: "a4",
	margin: (top: 2.4cm, bottom: 2.5cm, x: 2.3cm),
	footer: context {
		set text(8.5pt, fill: quiet)
		grid(
			columns: (1fr, auto),
			column-gutter: 1em,
			data.foot,
			[#counter(page).display() / #counter(page).final().first()],
		)
	},
)
// The first font draws Latin letters only, the second signs of mathematics: a font that lacks a sign, but has the parts of which it could
// be put together, would else take the accents and leave the letters to the next.
#set text(
	10.5pt,
	fill: ink,
	lang: data.lang,
	region: data.region,
	fallback: false,
	font: (
		(name: "Schibsted Grotesk", covers: regex("[\u{0020}-\u{024F}\u{0300}-\u{036F}\u{1E00}-\u{1EFF}\u{2010}-\u{205F}\u{20A0}-\u{20CF}]")),
		(name: "Noto Sans Math", covers: regex("[\u{2190}-\u{22FF}\u{27C0}-\u{27FF}\u{2900}-\u{2AFF}]")),
		"Noto Sans",
		"Vazirmatn",
		"Noto Sans Hebrew",
		"Noto Sans Ethiopic",
		"Noto Sans Symbols",
		"Noto Sans Symbols 2",
		"Noto Emoji",
	),
)
#set par(leading: 0.62em, spacing: 0.95em)
#show heading: it => block(above: if it.level < 3 { 1.9em } else { 1.5em }, below: 0.8em, sticky: true, it.body)
#show heading.where(level: 2): set text(16pt, weight: "bold", fill: fjord)
#show heading.where(level: 3): set text(12.5pt, weight: "bold", fill: fjord)
#show heading.where(level: 4): set text(11pt, weight: "bold", fill: ink)
#set list(marker: [•], indent: 0.2em, body-indent: 0.7em, spacing: 0.75em)

// A span of years or pages stays on one line.
#show regex("\d+–\d+"): box

// A run is a text, none for a new line, or a text with what is special about it.
#let run(it) = if it == none { linebreak() } else if type(it) == str { text(it) } else {
	let said = if "parts" in it { it.parts.map(part => box(text(part))).join() } else { text(it.text, ..if "hyphenate" in it { (hyphenate: true) }, ..if "small" in it { (size: 0.8em) }) }
	if "lang" in it { text(lang: it.lang, region: it.region, said) } else { said }
}
#let say(runs) = for it in runs { run(it) }
#let said(block, body) = {
	set text(lang: block.lang, region: block.region) if "lang" in block
	set text(fill: quiet) if "quiet" in block
	body
}

#let facts(it) = block(
	width: 100%,
	inset: (x: 0pt, y: 2pt),
	grid(
		columns: (calc.max(22, calc.min(38, it.widest * 1.35)) * 1%, 1fr),
		column-gutter: 1em,
		row-gutter: 0.7em,
		..it.facts.map(fact => (par(text(weight: "semibold", fill: quiet, say(fact.at(0)))), par(say(fact.at(1))))).flatten()
	),
)

#let table-of(it) = {
	set text(9pt)
	set par(leading: 0.55em, spacing: 0.55em)
	set text(fill: quiet) if "quiet" in it
	if it.caption.len() > 0 { block(sticky: true, above: 1.3em, below: 0.6em, par(text(10pt, weight: "bold", say(it.caption)))) }
	block(width: 100%, below: 1.4em, table(
		columns: it.shares.map(share => share * 1fr),
		inset: (x: 5pt, y: 4.5pt),
		stroke: (x, y) => (bottom: if y == 0 { 0.9pt + fjord } else { 0.4pt + line-colour }),
		align: left + top,
		table.header(..it.head.map(cell => text(weight: "bold", say(cell)))),
		..it.rows.map(row => row.cells.map(cell => table.cell(breakable: row.breakable, say(cell)))).flatten()
	))
}

#let picture(it) = {
	let shown = image(it.path, alt: it.alt, width: it.width * 1pt, height: it.height * 1pt)
	block(breakable: false, above: 1.2em, below: 1.2em, said(it, if it.caption.len() == 0 { shown } else {
		block(below: 0.5em, shown)
		par(text(9.5pt, fill: quiet, say(it.caption)))
	}))
}

// What somebody said, and what came of it, along one red line.
#let followed(it) = block(
	width: 100%,
	above: 1em,
	below: 1.4em,
	inset: (left: 14pt, y: 2pt),
	stroke: (left: 2.2pt + thread),
	{
		block(below: 1em, par(leading: 0.5em, text(14pt, weight: "semibold", [«#say(it.quote)»])))
		grid(
			columns: (auto, 1fr),
			column-gutter: 1.2em,
			row-gutter: 0.65em,
			..it.steps.map(step => (par(text(weight: "semibold", fill: quiet, say(step.at(0)))), par(say(step.at(1))))).flatten()
		)
	},
)

#let strokes = (
	axis: 0.9pt + line-colour,
	period: (paint: quiet, thickness: 0.7pt, dash: "dashed"),
	readings: (paint: fjord, thickness: 2pt, join: "round"),
	target: (paint: thread, thickness: 1.4pt, dash: "dashed"),
)
#let chart(it) = block(breakable: false, above: 1em, below: 1.2em, figure(alt: it.alt, align(left, box(width: it.width * 1pt, height: it.height * 1pt, {
	for drawn in it.lines {
		let (first, ..rest) = drawn.points.map(point => point.map(at => at * 1pt))
		place(top + left, curve(stroke: strokes.at(drawn.kind), curve.move(first), ..rest.map(point => curve.line(point))))
	}
	for dot in it.dots { place(top + left, dx: dot.at(0) * 1pt - 4pt, dy: dot.at(1) * 1pt - 4pt, circle(radius: 4pt, fill: white, stroke: 2pt + fjord)) }
	for label in it.labels {
		let wide = 200pt
		let dx = if label.align == "start" { 0pt } else if label.align == "end" { -wide } else { -wide / 2 }
		let side = if label.align == "start" { left } else if label.align == "end" { right } else { center }
		place(top + left, dx: label.x * 1pt + dx, dy: label.y * 1pt - 12pt, box(width: wide, height: 12pt, align(side + bottom, text(
			..if "strong" in label { (size: 11pt, weight: "bold", fill: ink) } else { (size: 9pt, fill: quiet) },
			bottom-edge: "baseline",
			label.text,
		))))
	}
}))))

#let written(it) = if it.kind == "heading" {
	said(it, heading(level: it.level + 1, if "quiet" in it { text(fill: quiet, say(it.words)) } else { say(it.words) }))
} else if it.kind == "text" {
	said(it, for part in it.paragraphs { par(say(part)) })
} else if it.kind == "list" {
	list(..it.items.map(item => {
		say(item.first)
		if item.rest.len() > 0 { linebreak(); text(9.5pt, fill: quiet, say(item.rest)) }
	}))
} else if it.kind == "facts" { facts(it) } else if it.kind == "picture" { picture(it) } else if it.kind == "thread" { followed(it) } else if it.kind == "chart" { chart(it) } else { table-of(it) }

#let whole = {
block(below: 1em, par(text(10pt, weight: "medium", fill: quiet, data.author)))
{
	show heading: it => block(above: 0pt, below: 0.7em, text(24pt, weight: "bold", fill: ink, it.body))
	set par(leading: 0.45em)
	heading(level: 1, outlined: false, bookmarked: false, say(data.heading))
}
block(above: 0pt, below: 1.6em, line(length: 3.2cm, stroke: 2.2pt + thread))

for it in data.blocks { written(it) }
}

// One page: the largest size at which all of it fits.
#if "onePage" in data {
	layout(size => {
		let part(share) = block(width: size.width / share, whole)
		let fits(share) = measure(part(share), width: size.width / share).height * share <= size.height
		let share = range(0, 14).map(step => 1 - step * 0.05).find(fits)
		scale(if share == none { 30% } else { share * 100% }, origin: top + left, reflow: true, part(if share == none { 0.3 } else { share }))
	})
} else { whole }
`;
