/** How a caller answers in Spanish when a number was read back. */
import { regex, source } from '../../regex.ts';
import type { ReplyWords } from '../language.ts';

// Without accents, as the patterns meet it: "sí" is "si", "está" is "esta".
const RIGHT = '(?:correcto|correcta|bien|perfecto|exacto|cierto|verdad|asi|ese|esa|eso)\\b';
const VERY = '(?:todo|muy|totalmente|completamente|exactamente|absolutamente)';
const IS_RIGHT = source`
  (?:(?:(?:eso|ese|esa|este|todo|el numero) )?(?:es|esta|era|suena)(?: ${VERY})* ${RIGHT}|
  (?:muy|todo|esta|asi) (?:bien|correcto|es)\b|correcto\b|exacto\b)
`;
const AFFIRMED = `(?:(?:si|claro|vale|eso es)\\b|${IS_RIGHT})`;
const GAP = '[\\s,.;:!¡-]+';
// "No, es correcto" says the contrary of "no es correcto".
const PAUSE = '\\s?[,.;:!]\\s*';
const PLACE =
  '(?:digitos?|numeros?|letras?|cifras?|caracter(?:es)?|partes?|mitad|dos|tres|cuatro|uno)';
const ORDINAL = source`
  (?:ultim[oa]s?|primer[oa]?s?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|septim[oa]|
  octav[oa]|penultim[oa])
`;
const PIECE = source`
  (?:(?:un|una|el|la|otro|otra) )?(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|digito|
  letra|numero|\d|[a-z])\b
`;

/** Spanish. */
export const replies: ReplyWords = {
  harmless: regex('g')`
    \b(?:(?:no|para nada|nada)(?:${GAP}no){0,4}${PAUSE}(?=(?:(?:oh|ah|perdon|si)${GAP})?${IS_RIGHT})|
    (?:oh|ah|perdon|perdone|espere|espera|disculpe|digo|en realidad)${GAP}
    (?=(?:(?:no|oh|ah)${GAP}){0,4}${AFFIRMED})|
    (?:no (?:hay|es|tengo) |sin )?(?:ningun|ninguna|un) (?:problema|duda|prisa|error|cambio)|
    no (?:hay )?(?:problema|problemas|prisa|duda|pasa nada|se preocupe|te preocupes|importa)|
    sin (?:problema|duda|cambios)|de nada|nada mas|no (?:esta|es) mal|por que no|o no|
    no (?:lo |la |le |te |les |me )?(?:se|entiendo|entendi|oigo|oi|escuche|escucho|recuerdo|
    acuerdo|encuentro|veo|estoy segur[oa]|tengo)(?: (?:el numero|bien|nada|que dijo))?|
    (?:un|una|solo un) (?:momento|momentito|segundo|minuto)|
    ,? (?:no|verdad|cierto)(?=\s*\?)|
    no (?:me )?ha (?:llegado|venido|aparecido)|(?:todavia|aun) no(?: \w+)?)
  `,
  clauseStart: regex('g')`
    \s+(?:y |pero )?(?=(?:(?:puede|podria|puedes|podrias) \w|
    (?:cuando|donde|cuanto|cual) (?:es|esta|llega|va|sera|tarda)\b)|
    (?:pero|excepto|salvo|aunque|sin embargo|sino)\b)
  `,
  yes: regex('')`
    \b(?:si|claro|correcto|correcta|exacto|exactamente|cierto|vale|perfecto|efectivamente|
    afirmativo|desde luego|por supuesto|asi es|eso es|esta bien|de acuerdo|sip)\b
  `,
  no: regex('')`
    \b(?:no|nop|nunca|jamas|tampoco|negativo|incorrect[oa]|mal|equivocad[oa]|error|fals[oa]|
    ningun[oa]?)\b
  `,
  corrections: [
    /^(?:(?:no|oh|ah|si) )*(?:en realidad|espere|espera|un momento|alto)\b/,
    /^(?:pero|excepto|salvo|aunque|sin embargo|sino)\b/,
    /\b(?:dije|decia|queria decir|quise decir|mas bien|prefiero|sino|correccion|casi)\b/,
    /\b(?:en vez|en lugar) de\b|\bmejor (?=\w)|\botra vez\b|\bde nuevo\b/,
    regex('')`
      \b(?:cambi|corrij|corrig|reemplac|intercambi|modifi)\w+ (?:\w+ )?
      (?:lo|la|el|los|las|eso|ese|un|una)\b
    `,
    /\b(?:falta|olvido|olvidaste|sobra|salto|demasiad[oa]s)\b/,
    regex('')`\b${ORDINAL} (?:\w+ )?${PLACE}\b|\b${PLACE} ${ORDINAL}\b`,
    /\bal (?:final|principio|inicio)\b|\b(?:termina|acaba|empieza|comienza)n? (?:en|con|por)\b/,
    regex('')`\b(?:deberia|debe|tiene que)(?: de)? ser ${PIECE}`,
    /(?<![\w'])[a-z] (?:de|como) [a-z]+/,
  ],
  correctionsAsked: [
    /\b(?:cambiar|corregir|modificar|reemplazar)\w*\b|\bno (?:dije|seria|sera)\b|\ben vez de\b/,
  ],
  turn: /^(?:(?:oh|ah|lo) )*(?:perdon|perdone|disculpe|disculpa|siento)\b/,
  question: regex('')`
    ^¿|^(?:(?:pero|y|oh|ah|si) )*(?:que|como|cuando|donde|cual|cuanto|quien|por que|puede|puedes|
    podria|podrias|diga|mande)\b
  `,
  aroundNumber: regex('g')`
    \b(?:es|el|la|los|las|mi|numero|codigo|de|seguimiento|letra|digito|mayuscula|guion|luego|y|eh|
    em|pues|por favor|termina en|acaba en|solo)\b
  `,
  ambiguous: new Set('a e o u y oh'.split(' ')),
  takesBack: regex('')`
    \b(?:perdon|perdone|disculpe|lo siento|mi error|me equivoque|
    (?:tiene|tenia) razon|olvidelo|escuche mal)\b
  `,
};
