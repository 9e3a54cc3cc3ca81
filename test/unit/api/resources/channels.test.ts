import assert from 'node:assert/strict';
import { decodeOne } from '../../../../src/api/decoding/decode';
import { decodeChannel } from '../../../../src/api/resources/channels';
import { entry, O, testVectors } from '../vector';

describe('channels (the vectors of K)', () => {
  testVectors([
    {
      number: '30, 39, differently: channels by the hundred',
      call: ({ channels }) => channels.list(),
      request: `GET ${O}/channels?limit=100&filter_archived=exclude_archived`,
      answer: { channels: [{ channel_id: '1' }], offset: 0, limit: 100, has_next: true },
      result: { items: [entry({ channel_id: '1' })], next: 'offset:1' },
    },
    {
      number: '30: channels with archived ones, from an offset',
      call: ({ channels }) => channels.list({ includeArchived: true, next: 'offset:444' }),
      request: `GET ${O}/channels?limit=100&filter_archived=include_archived&offset=444`,
      answer: { channels: [] },
      result: { items: [] },
    },
    {
      number: 'E.2: a channel in its envelope',
      call: ({ channels }) => channels.get('1300000000031'),
      request: `GET ${O}/channels/1300000000031`,
      answer: { organization_id: '1', channel: { channel_id: '1300000000031' } },
      result: { channel_id: '1300000000031' },
    },
  ]);

  it('finds a channel in its envelope, or without one (E.2)', () => {
    const decode = decodeOne(decodeChannel, 'channel');
    assert.equal(decode({ organization_id: '1', channel: { channel_id: '2' } })?.channel_id, '2');
    assert.equal(decode({ channel_id: '2' })?.channel_id, '2');
    assert.equal(decode({ channel: null, channel_id: '2' })?.channel_id, '2');
    assert.equal(decode({ organization_id: '1' }), undefined);
  });
});
