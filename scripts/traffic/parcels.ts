import { readDocuments } from '../embedded-sanity/documents.ts';
import type { Parcel } from './caller.ts';

const DELIVERIES = new URL('../embedded-sanity/deliveries.ndjson', import.meta.url);

/** The deliveries that the embedded Sanity holds, as far as callers can know of them. */
export function readParcels(): Parcel[] {
  return readDocuments(DELIVERIES).flatMap(({ _type, _id, trackingNumber, customerPhone }) => {
    const isPublished = _type === 'delivery' && !`${_id}`.startsWith('drafts.');
    if (!isPublished || typeof trackingNumber !== 'string') return [];
    return { trackingNumber, ...(typeof customerPhone === 'string' ? { customerPhone } : {}) };
  });
}
