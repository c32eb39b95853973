/** Sentences as they come on boards, written for this test. Nobody in them lives. */

/** They point at one person: the writer should be asked. */
export const asks = `
Ola Hansen på Prestagardsvegen 14 har gjeld og rus
Kari treng hjelp med søknaden
Vi fekk ikkje svar til Kari Nordmann
Familien Berg på Sagvåg vart kasta ut
Fru Haugland ringer kvar dag
Mohammed Ali fikk avslag på startlån
Fatima og barna bur på hospits
Han heiter Per Olsen og bur åleine
Snakk med Marit om dette
Olsen i andre etasje bråkar
Knut Arne Vik har stått på venteliste i to år
Lise B. har mista bustaden
Saka til Hansen ligg enno hos oss
Mora til Emma sluttar å betale husleige
Hodan Warsame skal busetjast i mars
Piotr jobbar på verftet og finn ikkje bustad
Nabo til Bjørn Nilsen klagar
Anne-Grete må få ny vaktmeister
Kva gjer vi med Stein Pedersen?
Tor Hansens gjeld er for stor
Øystein vart utskriven på ein fredag
Vi lova Åse ein leilegheit i haust
Kristian (24) søv på sofa hos venar
Abdi og Layla må bu saman
Jonas sin far er dement
Ho på Nav, Ingrid Moen, var til stor hjelp
Randi og Geir får ikkje lån
olav hansen fekk ikkje svar
Siv Jensen-Haug treng eit større husvære
Svein-Erik er sjuk og åleine
Ingen har høyrt frå Torbjørn sidan jul
Datteren til Wenche skulle hatt avlastning
Frøken Dahl vil ikkje flytte
Per-Arne Sætre og kona skal skiljast
Eva Lund fikk nei to ganger
Hr. Tveit truga saksbehandlaren
Spør Ragnhild Sørensen om nøkkelen
Halvor har rusa seg i ti år
Oleksandr treng tolk
Ta kontakt med Thea si mor
Bustaden i Storgata 12B står tom etter dødsfallet
Ho flytta frå Skulevegen 3 i natt
Leilegheita i Kong Oscars gate 22 er full av skadedyr
Leige i Nedre gate 5 er for høg
Mannen i Bjørkevegen 7 skrik om natta
Han bor i Solbakken 9
Dei i Furulia 4 har ikkje straum
Nabokrangel i Fjordgata 101
Utkasting i Hamnevegen 17 C
gnr. 12 bnr. 34 har ulovleg utleige
Huset på gnr 45/12 er kondemnert
Ho i H0203 treng hjelp
Bråk i leilegheit H0101
Sjukevegen 2, 5416 Stord er ikkje godkjend
Innbrot i Kyrkjevegen 44
Kommunen sel Bakkegata 8 med leigetakaren i
Det brann i Sjøgata 31 a
Fukt i Øvre Veg 6
Nøklane til Myrvegen 19 er borte
Barna i Skogstien 5 går ikkje på skulen
Guten er fødd 12.03.1985
Ho er født 3. mai 1956 og bor alene
Brukar f. 12.03.85 har fått avslag
Fødselsdato: 010190
Han er fødd i 1949
Fødd 1985, to barn
Kvinne født 1962 på venteliste
17.05.1978 står på vedtaket hans
Fdato 24.12.1991
f. 1934, bur åleine
Mann 34 år frå Leirvik har gjeld
Jente på 14 år på Sagvåg bur hos mormor
42-åring i Fitjar vart kasta ut
Kvinne (56) i Sandvika fikk hjertestans
Gut 17 år på Huglo skulkar
34 år gammel mann fra Bremnes
Enkje, 81 år, på Moster klarer ikkje trappa
Ungdom på 19 år i Rubbestadneset søv ute
En 23-åring fra Langevåg står uten bolig
Far på 45 år i Sagvåg med tre barn
Gunnar Larsen, f. 1949, treng heimehjelp
Sjå saka til Nasra Farah frå i fjor
Ahmed Hassan kom i april
Solveig Strand må ha heis
Vi ventar på svar for Torill og Roger
Magnus Lien skuldar tre månader husleige
Line Knutsen vart avvist
Kjell er redd for utkasting
Dei tre borna til Anette Brekke
Ivar Aasen Johansen fekk depositum
Ho Gerd i kommunebustaden har fått sopp
Arvid si husleige er for høg
Zeynep Yilmaz ventar på familien
Natalia bur med fire andre på eit rom
Tom Erik Solberg har hund
Dag Johansen vart utskriven
Liv Hansen kan ikkje lese
Odd Pettersen er i fengsel
Jan Kristiansen har rømt
Nguyen-familien treng fire soverom
`;

/** They point at nobody: asking would be noise. */
export const passes = `
Husbanken gir startlån til fleire
Prestagarden er for liten
Nav må svare raskare
Vi treng fleire småhus
Éin stad å ringje
Forumet er 14.03.2018 på rådhuset
Planen vart vedteken 12.12.2016
Rundskriv av 12.03.1999 gjeld framleis
Stord kommune har 18 000 innbyggjarar
Husbanken region vest kjem på måndag
Bustøtta er for låg for barnefamiliar
Vi har 14 leilegheiter på Leirvik
Møte på Tyse kvar torsdag
Kommunestyret i Bømlo sa ja
Heimetenesta og Nav må møtast
I mai skal planen på høyring
På Sunnhordland hotell er det plass til 80
Alle over 67 år på Stord får tilbod
Ungdom mellom 18 og 25 år treng eigne bustader
Barn under 18 år skal ikkje på hospits
Ventetida er 14 månader
Ring 116117 ved behov
Tor på torsdag, ikkje før
Steinar vi på vegen må vekk
Bjørn i skogen er ikkje problemet
Dag og natt må nokon svare
Even framdrift i saka
Liv og røre i fellesstova
Live musikk på sommarfesten
Stein på stein bygde dei huset
Per dags dato er det 43 på lista
Jan. og feb. er verst
Odd tal på husa skaper rot
Gro ikkje fast i gamle rutinar
Unn dei ein trygg heim
Storm tok taket i fjor
Sankt Hans-festen for bebuarane
St. Olavs hospital melder ikkje frå
Olavsgate er stengd
Mariakyrkja har open kafé
Kirkens Bymisjon kan hjelpe
Blå Kors har fire plassar
Røde Kors stiller med frivillige
Frelsesarmeen driv hospitset
Leigebuarforeininga bør med
Bergen kommune har ein god modell
Haugesund gjorde det på same måten
Sjå på Trondheim sin modell
Vi dro til Oslo i 2015 og lærte mykje
Storgata er for trafikkert for barnefamiliar
Bustadane i Kyrkjevegen er slitne
Nye bustader langs Skulevegen
Gata er farleg for born
12 personar ventar på tilvist bustad
Fire av 12 saker er avslutta
Punkt 3 i planen må endrast
Mål 2.1 er ikkje nådd
Tiltak 14 bør strykast
Bord 5 meiner det same
Runde 3 var best
Kapittel 4 om økonomi
Lov om sosiale tenester § 27
Forskrift 12.03.1998 om bustøtte
Brev av 01.02.1995 frå Husbanken
Husleigelova § 9-11
300 kr i månaden er for mykje
Budsjettet er 250 000 kroner
I 1985 bygde vi 40 bustader
Bygd i 1956 og aldri pussa opp
Frå 1949 til 1970 var det bustadnaud
Programmet varer frå 2014 til 2020
Bustad for velferd er ein nasjonal strategi
Saksbehandlarane treng tid
Rask psykisk helsehjelp på Fitjar
Vaktmeisteren bør ha telefon
Kvifor har ingen ansvar?
Mor og barn treng eigen inngang
Far skal ha samvær
Ein mann treng meir enn tak over hovudet
Ei kvinne må vere med i gruppa
Flyktning frå Ukraina er ikkje éi gruppe
Brukar frå dag éin
Ungdom i Sagvåg treng møteplass
Barn på Huglo har lang skuleveg
Eldre på Moster vil bu heime
Leigetakar i Fitjar betaler meir enn i Stord
Stortinget vedtok ny lov
Statsforvaltaren må svare
KS har eit nettverk
ROP-lista er lang
FACT-teamet kjem kvar veke
DPS-en skriv ut på fredagar
Vi brukar Visma og Socio
Teams fungerer dårleg
Kommuneplanen sin arealdel
Bremnes er billegare enn Leirvik
Rune-steinen på torget
Nord for Leirvik finst det tomter
Jul og påske er tunge tider
Hus nummer to står tomt
`;
