// For a Studio: put this file into its schemaTypes and add `delivery` to the types of its schema.
import { defineField, defineType } from 'sanity';

/** What Waybill reads. More fields do no harm; another shape needs a SANITY_QUERY. */
export const delivery = defineType({
  name: 'delivery',
  type: 'document',
  title: 'Delivery',
  fields: [
    defineField({
      name: 'trackingNumber',
      type: 'string',
      description: '6 to 40 letters and digits; case, spaces and dashes do not matter',
      validation: (rule) =>
        rule
          .required()
          .regex(/^(?:[\s-]*[A-Za-z0-9]){6,40}[\s-]*$/, { name: '6 to 40 letters and digits' }),
    }),
    defineField({
      name: 'status',
      type: 'string',
      description: 'Another status than these is spoken as it is written',
      validation: (rule) => rule.required().max(60),
      options: {
        list: [
          'pending',
          'processing',
          'in_transit',
          'out_for_delivery',
          'delivered',
          'delayed',
          'failed',
          'cancelled',
        ],
      },
    }),
    defineField({ name: 'customerName', type: 'string', validation: (rule) => rule.max(200) }),
    defineField({
      name: 'customerPhone',
      type: 'string',
      description: 'E.164, such as +12025550101: callers are known by it; never spoken',
      validation: (rule) => rule.regex(/^\+[1-9]\d{1,14}$/, { name: 'E.164' }),
    }),
    defineField({
      name: 'postalCode',
      type: 'string',
      description: 'Asked for where VERIFY=caller; never spoken',
      validation: (rule) => rule.max(16),
    }),
    defineField({ name: 'estimatedDelivery', type: 'datetime' }),
    defineField({
      name: 'issueMessage',
      type: 'text',
      rows: 3,
      description: 'Read to the caller word for word',
      validation: (rule) => rule.max(1000),
    }),
  ],
});
