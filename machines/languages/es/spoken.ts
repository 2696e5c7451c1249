/** How letters and digits are said one after the other in Spanish. */
import type { SpokenWords } from '../listening-words.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.split(/[,\n]/).map((it) => it.trim());

// Words are folded before they are looked up: "dieciséis" is "dieciseis".
const SMALL = words(`
  cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
  diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco
  veintiseis veintisiete veintiocho veintinueve
`);
const TENS = words('treinta cuarenta cincuenta sesenta setenta ochenta noventa');

const LETTERS: Readonly<Record<string, string>> = {
  ...{ be: 'B', ce: 'C', de: 'D', efe: 'F', ge: 'G', hache: 'H', jota: 'J', ka: 'K', ele: 'L' },
  ...{
    eme: 'M',
    ene: 'N',
    pe: 'P',
    cu: 'Q',
    erre: 'R',
    ere: 'R',
    ese: 'S',
    te: 'T',
    uve: 'V',
    ve: 'V',
  },
  ...{ equis: 'X', ye: 'Y', zeta: 'Z', ceta: 'Z' },
};

export const spoken: SpokenWords = {
  ones: { ...Object.fromEntries(SMALL.map((word, value) => [word, value])), una: 1, un: 1 },
  tens: Object.fromEntries(TENS.map((word, index) => [word, (index + 3) * 10])),
  tensJoint: 'y',
  scales: { cien: 100, ciento: 100, mil: 1000, millon: 1_000_000, millones: 1_000_000 },
  scaleJoint: 'y',
  articles: new Set(['un', 'una', 'el', 'la']),
  zeros: new Set(['o']),
  letters: LETTERS,
  pairs: {
    ...{ 'uve doble': 'W', 'doble uve': 'W', 'doble u': 'W', 'doble ve': 'W', 'doble v': 'W' },
    ...{ 'i griega': 'Y', 'i latina': 'I', 'be larga': 'B', 've corta': 'V' },
  },
  homophones: {},
  spelling: {},
  exampleLeads: [
    ['como', 'en'],
    ['como', 'de'],
  ],
  exampleHints: [['de'], ['como']],
  times: { doble: 2, triple: 3, cuadruple: 4 },
  repeats: {},
  timesWords: new Set(['veces']),
  ordinal: /^[0-9]+(?:o|a|os|as|er)$/,
  plurals: {
    ceros: '0',
    unos: '1',
    doses: '2',
    treses: '3',
    cuatros: '4',
    cincos: '5',
    nueves: '9',
  },
  letterMarks: new Set(words('letra mayuscula mayusculas minuscula')),
  digitMarks: new Set(words('cifra digito digitos')),
  asides: {
    drop: words(`
      luego despues pues eh em mmm gracias si claro vale guion barra punto coma espacio menos hola
      almohadilla buenos dias el la por-favor
    `).concat(['por favor', 'buenos dias', 'buenas tardes']),
    lead: words('mi numero seguimiento paquete envio pedido codigo tengo aqui'),
    is: [...words('es son'), 'numero es'],
    plain: words('que cuando donde como con para en mas ya todavia'),
    repair: [...words('no espera perdon mejor correccion'), 'quiero decir', 'digo'],
    denial: words('tampoco sin excepto sino incorrecto'),
    other: [...words('ambos'), 'dos numeros'],
    again: [...words('repito'), 'otra vez', 'de nuevo'],
    part: words(
      'ultimo ultimos ultima ultimas primero primeros primera primer termina empieza final',
    ),
  },
  beginnings: new Set(words('primero primeros primera primer empieza')),
  endings: new Set(phrases('eso es todo, es todo, ya esta, fin')),
  squashed: /CERO|TRES|CUATRO|CINCO|SIETE|OCHO|NUEVE|DOBLE/,
  placeholders: new Set(phrases('desconocido, ninguno, no tengo, sin numero')),
};
