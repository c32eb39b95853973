/*
 * Given and family names that are common in Norway, old and young, of those who grew up here and of those who came. Written for this
 * product: no maintained package has Norwegian names in a number that helps. Loaded only where a text is looked through for persons.
 */

const words = (text: string) => text.trim().split(/\s+/);

/** Given names that are no words of the language. */
export const givenNames = new Set(
	words(`
aase ada adam adele adrian agathe agnes agnete aina aksel albert alexander alf alfred alice alida aline alma alva amalie amanda amund
anders andre andrea andreas anette anine anita anja ann anna annbjørg anne annelise annemor annette annika ansgar anton arild arne arnfinn
arnhild arnstein arnt aron arthur arve arvid asbjørn ase aslak aslaug asle astri astrid atle aud audhild audun august aurora axel bastian
beate bengt benjamin benny bente berit bernhard bernt bertha bertil birger birgit birgitte birgitta birthe bjarne bjarte bjørg bjørnar
bodil borghild brit brita britt brynhild brynjar børge børre camilla carina carl caroline casper cathrine cato cecilia cecilie charlotte
christer christian christin christina christine christoffer christopher connie cornelia dagfinn daghild dagmar dagny dagrun daniel daniela
daniella david didrik doris edel edgar edith edvard edvin edward egil eigil einar eirik eirin eivind elena eli elias elin eline elisabeth
elise ella elle ellen ellinor elling else elsa elvira embla emil emilia emilie emily emma emmy endre erik erika erlend erling ernst espen
esther eva evelyn even-andre filip finn fredrik frida frode geir georg gerd gerda gerhard gina gisle gjermund grethe grete gudmund gudrun
gudveig gunhild gunn gunnar gunvor guri guro gustav guttorm haakon halgeir hallgeir hallvard halvard halvor hanna hannah hanne hans-petter
harald harriet haldis hedda hedvig hege heidi helena helene helga helge helle henny henriette henrik herbjørn herborg herdis herman hermann
hermod hilde hildegunn hilma håkon håvard ida idun idunn ina inga inge ingeborg ingebjørg ingebrigt inger ingfrid ingjerd ingolf ingrid
ingrun ingunn ingvar ingvild iren irene iris isabel isabell isabella isak ivar iver jakob jan-erik jane janne jannicke jarle jarl jeanette
jenny jens jesper joachim joakim johan johanna johanne johannes john johnny jon jonas jone jonny jorun jorunn josef josefine jostein judith
julia julian julie jørgen jørn kai kaia kaja kamilla karen kari karin karina karine karl karoline karsten kasper kathrine katarina katrine
kay kenneth kent kerstin ketil kim kine kirsten kirsti kirstin kitty kjartan kjell kjellaug kjellfrid kjerstin kjersti kjetil klara klaus
knut konrad kristen kristi kristian kristin kristina kristine kristoffer kåre lars lasse laila laura laurits lea leah leif leikny leiv lena
lene leon leona leonard lillian linda linn linnea liss lisa lisbet lisbeth lise liv-anne lona loretta lotte louise lucas ludvig lukas lydia
mads magda magdalena magne magnhild magnus malene malin maren margaret margareth margrete margrethe mari maria mariann marianne marie marit
marita markus marlene marta marte martha marthe martin martine mary mathea mathias mathilde matias mats mattias maya merete merethe mette mia
mikael mikkel milla mina minda mirjam modolf mona monica monika morten måns nathalie natalie nancy niklas nikolai nils nina njål noah nora
norunn norvald oda oddbjørg oddbjørn oddgeir oddmund oddny oddrun oddvar ola olaf olaug olav ole olea olga oliver olivia oline oscar oskar otto
patrick patrik paul paula paulina pauline peder pernille petra petter philip pia preben pål rachel ragna ragnar ragne ragnhild ragnvald
rakel ralf ramona randi rannveig ranveig rasmus rebecca rebekka regine reidar reidun renate rikard rikke rita robert robin roger roald rolf
roy ruben runar ruth rutt sander sandra sanna sara sarah sebastian selma severin signe sigmund signy sigfrid sigrid sigrun sigurd sigve silje
silvia simen simon simone sindre siri sissel sivert snorre sofia sofie solfrid solrun solveig sondre sonja stefan steffen steinar steinulf stian
stig stina stine sture sunniva susann susanne svanhild svein sven svend sverre synne synnøve søren sølvi tanja tarjei tea teodor terese terje
thea theodor therese thomas thor thorbjørn thoralf tiril tobias tom tomas tommy tone tonje tor-arne tora toralf torben torbjørg torbjørn tord
torfinn torgeir torgunn torhild torill torild toril torkel torleif torleiv tormod torolf torstein torun torunn torvald tove trond trude trude
trine trygve turid tuva tyra ulf ulla ulrik ulrikke una unni ursula valborg vebjørn vegard vera veronica veronika veslemøy vetle vibeke vidar
victor victoria viggo viktor viktoria vilde vilhelm vilja ville-andre vivian vivi walter wenche wencke werner wibeke wilhelm willy wilma yngve
yngvar yngvild yvonne ågot åge ågot åse åshild åslaug åsne åsmund øivind ørjan østein øystein øyvind øyvor

abdi abdullah abdulahi abdirahman abdul adnan agnieszka ahmad ahmed aisha aleksander aleksandra ali alina amal amina amir anastasia andrei
andrzej anita aneta arash ayan ayaan ayse bartosz beata bilal bogdan daria dariusz dawid dmytro edyta elzbieta emine ewa ewelina farah farid
fartun fatima fatma fatuma filsan fouad grzegorz habiba hamza hana hassan hamid hawa hodan hussein hussain ibrahim idris ifrah igor ikram
ilhan imran iryna ismail ivan izabela jakub jamal jamila javad joanna jolanta justyna kadir kamil karim karolina katarzyna khadija khadra
khalid krzysztof layla leila lukasz leyla lyudmyla maciej magdalena mahad mahmoud malgorzata marcin marek mariam mariusz maryam maryna marzena
mateusz mehmet michal mohamad mohamed mohammad mohammed mohamud monika muhammad mustafa mykola nadia naima nasir nasra natalia nataliia
natasha nawal nguyen nikola nimo noor nur oksana oleksandr olena omar osman pawel piotr radoslaw rahel rahma rashid reza rezgar robel roza
rukia said salah salma samira sahra selam serhii sergey shamso shirin slawomir suleiman sumaya svitlana syed tatiana tetiana tesfay tomasz
tsegay viktoriia volodymyr wojciech yasin yasmin yonas yosef yuliia yusuf zahra zainab zara zbigniew zeinab zeynep zofia
`)
);

/** Given names that are words too, or months, places, saints: names only when a family name comes after. */
export const givenWords = new Set(
	words(`
are ask bo bjørn brage bror dag elve eira even fred gard glenn gro hans heine helge ine jan jarl jo kalle lilly lin line live liv mai mille
my ask odd odin ove pepe per peter rose roar ronja rune saga siv snefrid sol stein storm sunnive tale terna tor ty ulf unn vår vårin vigdis
vilje viljar tarald leo loke max sverre tim ivar erle frøya maja linde sten sveinung geirr kaia nor bent ben inge mari jonas
`)
);

/** Family names that are no places and no words: the patronymics and those of people who came. */
export const familyNames = new Set(
	words(`
aasen abdi abrahamsen ahmed ali amundsen andersen andersson andreassen antonsen arnesen aronsen arntsen arntzen asbjørnsen axelsen bendiksen
berntsen bjerke bjørnsen boye brekke bråten bråthen carlsen christensen christiansen christoffersen claussen dahl danielsen davidsen didriksen
edvardsen egeland eide eilertsen einarsen ellingsen eliassen engebretsen eriksen erlandsen evensen falch farah fredriksen fredheim gabrielsen
georgsen gjerde gulbrandsen gulliksen gundersen gunnarsen gustavsen haakonsen halvorsen hansen hanssen haugen hauge haugland hassan helgesen
helland henriksen hermansen hussain hussein husby ibrahim ingebrigtsen isaksen iversen jacobsen jakobsen jansen jansson jensen jenssen jeppesen
johannesen johannessen johansen johansson johnsen jonassen jonsen jørgensen karlsen khan kleven knudsen knutsen kowalska kowalski kristensen
kristiansen kristoffersen larsen larsson lauritsen lauritzen lervik lien lorentzen lund ludvigsen løken madsen magnussen markussen martinsen
mathiesen mathisen michaelsen mikalsen mikkelsen moen mohamed mohamud mohammed mortensen myhre myklebust mæland nguyen nielsen nikolaisen nilsen
nilssen nordby nowak nygård nygaard næss olaussen olsen osman ottesen paulsen pedersen petersen pettersen petterson rasmussen reinertsen
reiersen ruud røed salvesen samuelsen sandberg sandvik severinsen sigurdsen simonsen singh sivertsen sjursen skaar skogen solberg solheim
stene steinsland stensrud strøm strand sunde svendsen svensson syversen sæther sætre sørensen teigen tesfay thomassen thoresen thorsen
tobiassen tollefsen torgersen torkildsen torp tran tveit tønnesen ulriksen vik vestby warsame wang wilhelmsen wisniewski yusuf zielinski
ødegård ødegaard økland østby aarseth yilmaz le pham hoang kaya demir sharma mehmood akhtar butt malik begum
`)
);

/** Of those, the ones that stand for a person also without a given name before them: no place, farm or word is called so. */
export const standsAlone = (family: string) => /(?:sen|ssen|sson|ski|ska|tzen)$/.test(family) && familyNames.has(family);

/** How Norwegian family names that are farms or places end: a name only after a given name. */
export const likeFamily =
	/(?:sen|son|land|stad|vik|vold|haug|haugen|heim|berg|bakk|bakken|dal|dalen|eid|gard|gård|nes|ness|rud|røed|lien|lid|moen|myr|sand|set|seth|skog|strand|sund|tveit|vang|voll|øy|ås|bø|fjell|mark|hus|hagen|sæter|sletten|tun|stø|holm|eng|lie|foss|hovd|hovde|ung|ski|ska|wicz|ova|enko)$/u;
