import { Caller, confirm, human, issue, type Parcel, type Surroundings, track } from './caller.ts';

/** A kind of call, and how often it comes beside the others. */
export type Kind = { name: string; weight: number; play(around: Surroundings): Promise<void> };

function kind(name: string, weight: number, play: Kind['play']): Kind {
  return { name, weight, play };
}

/** Everything that people who call about parcels do. */
export const KINDS: readonly Kind[] = [
  kind('found', 26, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    const asked = `Where is my parcel? The number is ${inGroups(trackingNumber)}.`;
    await caller.affirm(await caller.say(asked, track(trackingNumber)));
    await caller.say('Thank you, goodbye.');
    await caller.hangUp();
  }),
  kind('found, and what is wrong with it', 12, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    await caller.affirm(await caller.say(`${trackingNumber}, please.`, track(trackingNumber)));
    await caller.say('Is anything wrong with it?', issue);
    await caller.hangUp();
  }),
  kind('misheard, and corrected', 10, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    const misheard = `${trackingNumber.slice(0, -1)}${(Number(trackingNumber.at(-1)) + 3) % 10 || 7}`;
    await caller.say(`It is ${spelled(trackingNumber)}.`, track(spelled(misheard)));
    await caller.say('No, that is not right.', confirm(false));
    await caller.affirm(await caller.say(`${trackingNumber}!`, track(spelled(trackingNumber))));
    await caller.hangUp();
  }),
  kind('read back, and right', 10, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    const words = spelled(trackingNumber);
    await caller.affirm(await caller.say(`My number is ${words}.`, track(words)));
    await caller.hangUp();
  }),
  kind('two parcels', 5, async (around) => {
    const caller = await answered(around);
    const [one, other] = [parcelOf(around), parcelOf(around)];
    await caller.say(
      `I have two: ${one.trackingNumber} and ${other.trackingNumber}.`,
      track(one.trackingNumber),
      track(other.trackingNumber),
    );
    await caller.hangUp();
  }),
  kind('not found, then found', 7, async (around) => {
    const caller = await answered(around);
    const wrong = nobodysNumber(around);
    await caller.affirm(await caller.say(`${inGroups(wrong)}.`, track(wrong)));
    const { trackingNumber } = parcelOf(around);
    const asked = `Then it must be ${trackingNumber}.`;
    await caller.affirm(await caller.say(asked, track(trackingNumber)));
    await caller.hangUp();
  }),
  kind('not found, and on to a person', 5, async (around) => {
    const caller = await answered(around);
    for (const asked of ['My number is', 'Then', 'Or']) {
      const wrong = nobodysNumber(around);
      await caller.affirm(await caller.say(`${asked} ${wrong}?`, track(wrong)));
    }
    await caller.say('Yes, a person please.', human);
    await caller.hangUp('The caller was put through.');
  }),
  kind('asks for a person', 6, async (around) => {
    const caller = await answered(around);
    await caller.say('I want to talk to somebody.', human);
    await caller.hangUp('The caller wanted a person.');
  }),
  kind('hangs up at once', 5, async (around) => {
    const caller = await answered(around);
    await caller.say('Oh. Wrong number.');
    await caller.hangUp('Nothing was asked.');
  }),
  kind('is cut off', 2, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    await caller.say(`Where is ${trackingNumber}?`, track(trackingNumber));
  }),
  kind('known by the phone', 9, async (around) => {
    const own = knownParcelOf(around);
    const caller = await answered(around, own.customerPhone);
    const asked = `Where is my parcel ${own.trackingNumber}?`;
    await caller.affirm(await caller.say(asked, track(own.trackingNumber)));
    await caller.hangUp();
  }),
  kind('known, and asks for another', 3, async (around) => {
    const caller = await answered(around, knownParcelOf(around).customerPhone);
    const { trackingNumber } = parcelOf(around);
    await caller.affirm(await caller.say(`And ${trackingNumber}?`, track(trackingNumber)));
    await caller.hangUp();
  }),
  kind('reported, and it was the wrong one', 3, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    await caller.affirm(await caller.say(`${trackingNumber}.`, track(trackingNumber)));
    await caller.say('That is not mine.', confirm(false));
    const other = parcelOf(around).trackingNumber;
    await caller.affirm(await caller.say(`Sorry: ${other}.`, track(other)));
    await caller.hangUp();
  }),
  kind('no number at all', 3, async (around) => {
    const caller = await answered(around);
    await caller.say('Where is my parcel?', { name: 'track_delivery', arguments: {} });
    await caller.say('I <b>do not</b> have it at hand.');
    await caller.hangUp();
  }),
  kind('the model makes something up', 5, async (around) => {
    const caller = await answered(around);
    const { trackingNumber } = parcelOf(around);
    await caller.affirm(await caller.say(`Where is ${trackingNumber}?`, track(trackingNumber)));
    await caller.hear(
      around.choices.pick([
        'It will be delivered on January 3rd, I promise.',
        'I have refunded your order.',
        'The driver left it with your neighbor at number 99.',
      ]),
    );
    await caller.hangUp();
  }),
  kind('a tool that does not exist', 2, async (around) => {
    const caller = await answered(around);
    await caller.say('Change my address.', { name: 'change_address', arguments: {} });
    await caller.say('Then a person.', human);
    await caller.hangUp();
  }),
  kind('in writing', 8, async (around) => {
    const caller = new Caller(around, { isWritten: true });
    const { trackingNumber } = parcelOf(around);
    await caller.affirm(await caller.say(`Where is ${trackingNumber}?`, track(trackingNumber)));
    await caller.say('Anything wrong with it?', issue);
  }),
];

/** One of the kinds, each as often as its weight says. */
export function pickKind({ choices }: Pick<Surroundings, 'choices'>): Kind {
  let left = choices.next() * KINDS.reduce((sum, { weight }) => sum + weight, 0);
  for (const each of KINDS) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return choices.pick(KINDS);
}

async function answered(around: Surroundings, phone?: string): Promise<Caller> {
  const caller = new Caller(around, phone === undefined ? {} : { phone });
  await caller.pickUp();
  return caller;
}

function parcelOf({ parcels, choices }: Surroundings): Parcel {
  return choices.pick(parcels);
}

function knownParcelOf({ parcels, choices }: Surroundings): Parcel {
  return choices.pick(parcels.filter(({ customerPhone }) => customerPhone !== undefined));
}

function nobodysNumber({ choices }: Surroundings): string {
  return `ZZ${choices.whole(100_000, 999_999)}`;
}

/** As people read numbers out: in groups of four, the last one first cut. */
function inGroups(trackingNumber: string): string {
  return trackingNumber.replace(/(?<=^[A-Z]+)(?=\d)|(?<=\d{4})(?=\d)/g, ' ');
}

/** Character by character, as a transcriber writes it down. */
function spelled(trackingNumber: string): string {
  return trackingNumber.split('').join(' ');
}
