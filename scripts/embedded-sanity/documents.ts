import { readFileSync } from 'node:fs';

/** A document as Content Lake stores it. */
export type SanityDocument = {
  _id: string;
  _type: string;
  _createdAt: string;
  _updatedAt: string;
  _rev: string;
  [field: string]: unknown;
};

/** A document as a test or a demo writes it: what it leaves out is filled in. */
export type DocumentInput = { _id?: string; _type?: string; [field: string]: unknown };

/** One mutation: the document before and after, null where there was or is none. */
export type Change = {
  documentId: string;
  transactionId: string;
  timestamp: string;
  before: SanityDocument | null;
  after: SanityDocument | null;
};

/** The documents of one dataset, in memory. */
export type DocumentStore = {
  all(): SanityDocument[];
  /** Sets fields of the document with the same `_id` or trackingNumber, or creates one. */
  upsert(input: DocumentInput): Change & { after: SanityDocument };
  /** Removes every document with a trackingNumber. */
  remove(trackingNumber: string): Change[];
};

/** Reads documents from a file with one JSON document per line. */
export function readDocuments(file: URL): DocumentInput[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

/** The day of the deliveries in deliveries.ndjson. */
const WRITTEN_FOR = Date.parse('2026-11-23');
const DAY_MS = 86_400_000;

/** The same documents with every date as far from a moment, in epoch milliseconds, as it is from theirs. */
export function datedFrom(documents: readonly DocumentInput[], at: number): DocumentInput[] {
  const days = Math.floor((at - WRITTEN_FOR) / DAY_MS);
  const move = (date: string) =>
    new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, date.length);
  return documents.map((document) =>
    Object.fromEntries(
      Object.entries(document).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace(/^\d{4}-\d{2}-\d{2}(?=$|T)/, move) : value,
      ]),
    ),
  );
}

/** Makes a store that holds `seed`. */
export function createDocumentStore(seed: DocumentInput[]): DocumentStore {
  const documents = new Map<string, SanityDocument>();
  let transactions = 0;

  function nextTransaction() {
    transactions += 1;
    return { transactionId: `embedded-${transactions}`, timestamp: new Date().toISOString() };
  }

  function upsert(input: DocumentInput) {
    const known = input._id ?? [...documents.values()].find(hasNumber(input.trackingNumber))?._id;
    const { transactionId, timestamp } = nextTransaction();
    const documentId = known ?? `delivery-${transactionId}`;
    const before = documents.get(documentId) ?? null;
    const system = { _updatedAt: timestamp, _rev: transactionId };
    const after: SanityDocument =
      before === null
        ? { _type: 'delivery', _createdAt: timestamp, ...system, ...input, _id: documentId }
        : { ...before, ...input, ...system, _id: documentId };
    documents.set(documentId, after);
    return { documentId, transactionId, timestamp, before, after };
  }

  function remove(trackingNumber: string): Change[] {
    const removed = [...documents.values()].filter(hasNumber(trackingNumber));
    return removed.map((before) => {
      documents.delete(before._id);
      return { documentId: before._id, ...nextTransaction(), before, after: null };
    });
  }

  for (const document of seed) upsert(document._id ? document : { ...document, _id: nextId() });
  return { all: () => [...documents.values()], upsert, remove };

  // Two seeds may share a tracking number: that is a case that tests need.
  function nextId(): string {
    return `delivery-${documents.size + 1}`;
  }
}

/**
 * The documents that a perspective shows.
 * Source: https://www.sanity.io/docs/content-lake/perspectives, read 2026-11-23.
 */
export function viewDocuments(documents: SanityDocument[], perspective: string): SanityDocument[] {
  if (perspective === 'raw') return documents;
  const published = documents.filter(isPublished);
  if (perspective === 'published') return published;
  const drafts = documents.filter(({ _id }) => _id.startsWith('drafts.'));
  const overlaid = new Map(published.map((document) => [document._id, document]));
  for (const draft of drafts) {
    const _id = draft._id.slice('drafts.'.length);
    overlaid.set(_id, { ...draft, _id, _originalId: draft._id });
  }
  return [...overlaid.values()];
}

/** Tells whether a document is neither a draft nor a version in a release. */
export function isPublished({ _id }: SanityDocument): boolean {
  return !_id.startsWith('drafts.') && !_id.startsWith('versions.');
}

function hasNumber(trackingNumber: unknown) {
  return (document: SanityDocument) =>
    trackingNumber !== undefined && document.trackingNumber === trackingNumber;
}
