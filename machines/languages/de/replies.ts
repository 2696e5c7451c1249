/** How a caller answers in German when a number was read back. */
import { regex, source } from '../../regex.ts';
import type { ReplyWords } from '../language.ts';

// Without accents, as the patterns meet it: "für" is "fur", "heißt" is "heisst".
const RIGHT = '(?:richtig|korrekt|genau|perfekt|gut|ok|okay|prima|recht)\\b';
const VERY = '(?:so|ganz|genau|alles|vollkommen|absolut|schon|auch)';
const IS_RIGHT = source`
  (?:(?:das|es|die|alles|die nummer)(?: ist| war|'s| passt| stimmt)(?: ${VERY})*(?: ${RIGHT}|
  (?<=passt|stimmt)(?: (?:so|alles|genau))?(?! nicht))|stimmt(?! (?:nicht|was|etwas)))
`;
const AFFIRMED = `(?:(?:ja|jawohl|jo|jep)\\b|${IS_RIGHT})`;
const GAP = '[\\s,.;:!-]+';
const PLACE =
  '(?:ziffern?|zahl(?:en)?|nummern?|buchstaben?|zeichen|stellen?|teil|halfte|zwei|drei|vier)';
const ORDINAL = source`
  (?:letzte|vorletzte|erste|zweite|dritte|vierte|funfte|sechste|siebte|achte|mittlere)[nrs]?
`;
const PIECE = source`
  (?:(?:ein|eine|einen|das|die|der|noch eine?) )?(?:null|eins|zwei|zwo|drei|vier|funf|sechs|sieben|
  acht|neun|ziffer|zahl|buchstabe|zeichen|\d|[a-z])\b
`;

/** German. */
export const replies: ReplyWords = {
  harmless: regex('g')`
    \b(?:(?:nein|ne|nee|no|uberhaupt nicht|gar nicht)(?:${GAP}(?:nein|ne|nee)){0,4}${GAP}
    (?=(?:(?:doch|ach|oh|ja)${GAP})?${IS_RIGHT})|
    (?:oh|ach|warten sie|warte|moment|entschuldigung|verzeihung|ich meine|eigentlich|doch)${GAP}
    (?=(?:(?:nein|oh|ach|doch)${GAP}){0,4}${AFFIRMED})|
    kein(?:e|en)? (?:problem|sorge|ursache|stress|eile|frage|zweifel|anderung(?:en)?|fehler|thema|
    weiteren? \w+)|(?:gar )?nichts (?:zu (?:danken|andern)|falsch|anderes|weiter)|
    nicht (?:schlecht|schlimm|falsch|sicher|nur)|(?:warum|wieso) (?:denn )?nicht|oder nicht|
    (?:weiss|verstehe|verstand|hore|habe|kann|erinnere)(?: (?:ich|sie|es|das|mich|die nummer))*
    (?: (?:leider|gerade))? nicht(?: (?:verstanden|gehort|mitbekommen|verstehen|horen|finden|
    sehen|erkennen|dabei|zur hand))?|macht nichts|
    (?:eine|einen|nur eine?n?) (?:moment|sekunde|minute|augenblick)|
    (?:nicht wahr|oder|gell|ne)(?=\s*(?:[?.!]|$))|
    (?:ist|sind|kam|wurde)(?: (?:noch|es|das|sie|bisher))*
    (?: )nicht (?:da|angekommen|gekommen|geliefert))
  `,
  clauseStart: regex('g')`
    \s+(?:und |also |aber )?(?=(?:(?:konnen|konnten|wurden|haben) (?:sie|wir)\b|kann ich\b|
    (?:was|wann|wo|warum|wieso|wie) (?:ist|sind|kann|wird|lange|viel|kommt)\b)|
    (?:aber|ausser|allerdings|nur dass)\b)
  `,
  yes: regex('')`
    \b(?:ja|jawohl|jo|jep|jupp|richtig|korrekt|genau|stimmt|passt|exakt|sicher|naturlich|klar|
    selbstverstandlich|perfekt|absolut|gewiss|einverstanden)\b
  `,
  no: regex('')`
    \b(?:nein|ne|nee|no|niemals|nie|nicht|kein(?:e|en|er|es)?|falsch|verkehrt|unrichtig|inkorrekt|
    irrtum|fehler)\b
  `,
  corrections: [
    /^(?:(?:nein|oh|ach|ja|doch) )*(?:eigentlich|warte|warten sie|moment|stopp?|halt)\b/,
    /^(?:aber|ausser|allerdings|nur dass)\b/,
    /\bich (?:habe? )?(?:\w+ )?(?:sagte|gesagt|meinte|gemeint)\b/,
    /\b(?:sondern|stattdessen|anstatt|statt|vielmehr|lieber|korrektur)\b/,
    /\bnoch ?mal\b|\bvon vorne?\b/,
    regex('')`
      \b(?:ander[en]|korrigier\w*|berichtig\w*|ersetz\w*|tausch\w*|vertausch\w*) (?:\w+ )?
      (?:es|das|die|den|sie)\b
    `,
    /\b(?:fast|beinahe)(?: richtig|$)/,
    /\b(?:fehlt|vergessen|ausgelassen|verhort|vertauscht|zu ?viel|zu ?wenig)\b/,
    regex('')`\b${ORDINAL} (?:\w+ )?${PLACE}\b|\b(?:am|zum) (?:ende|anfang|schluss)\b`,
    /\b(?:endet|beginnt|fangt)(?: \w+)? (?:mit|auf)\b/,
    regex('')`\b(?:soll|sollte|muss|musste) ${PIECE} (?:sein|heissen)\b`,
    /(?<![\w'])[a-z] wie [a-z]+/,
  ],
  correctionsAsked: [
    /\b(?:ander[en]|andern|korrigieren|berichtigen|ersetzen|tauschen|stattdessen)\b|\bvon vorne?\b/,
    /\bkonnte (?:es|das) (?:\w+ )?sein\b|\b(?:hatte|habe) ich nicht\b/,
  ],
  turn: /^(?:(?:oh|ach|tut mir leid) )*(?:entschuldigung|verzeihung|pardon|sorry|tut mir leid)\b/,
  question: regex('')`
    ^(?:(?:aber|und|also|ja|oh) )*(?:ist|sind|war|haben|hat|kann|konnen|konnten|wurden|was|wann|wo|
    warum|wieso|wie|wer|welche[rs]?|wird|soll|wie bitte|bitte was)\b
  `,
  aroundNumber: regex('g')`
    \b(?:es ist|das ist|ist|die|der|das|meine|nummer|sendungsnummer|gross|grosses|buchstabe|ziffer|
    strich|bindestrich|dann|und|ah|ahm|also|bitte|endet (?:mit|auf)|nur)\b
  `,
  ambiguous: new Set('o oh'.split(' ')),
  takesBack: regex('')`
    \b(?:entschuldigung|verzeihung|sorry|tut mir leid|mein fehler|
    (?:habe? )?mich (?:geirrt|verhort|vertan)|hatten recht)\b
  `,
};
