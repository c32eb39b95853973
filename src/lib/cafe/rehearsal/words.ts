/** What the robots of a rehearsal write: like what is written at tables, about nobody. */
export const notes = [
	'Éi dør inn for den som manglar bustad',
	'Vi ringjer kvarandre før vi skriv vedtak',
	'Kven har nøkkelen til ventelista?',
	'Heimebesøk saman, ikkje kvar for oss',
	'Ungdom fell mellom stolane',
	'Det som verka: faste møte kvar månad',
	'Husleiga kjem før maten',
	'Ein plan som følgjer personen',
	'Vi treng fleire små bustader',
	'Spør dei det gjeld',
	'Frivillige kan meir enn vi trur',
	'Same skjema i alle einingar',
	'Oppfølging etter innflytting',
	'Nokon må eige saka',
	'Korte vegar når det hastar',
	'Naboar er òg ein ressurs'
] as const;

/** What they call clusters. */
export const clusters = ['Samarbeid', 'Bustader', 'Oppfølging'] as const;
