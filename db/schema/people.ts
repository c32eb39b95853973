/** Who: the municipality, its units and people. All ids are text; instants are UTC ISO text. */
export interface PeopleTables {
	municipality: {
		id: string;
		name: string;
		county: string | null;
		locale: 'nn' | 'nb' | 'en';
		createdAt: string;
	};
}
