import { entry, testVectors } from '../vector';

describe('files (the vectors of K)', () => {
  testVectors([
    {
      number: '40: files of a channel, newest first',
      call: ({ files }) => files.list('1230000000000', { newestFirst: true }),
      request: 'GET /channels/1230000000000?items_per_page=100&sort=-uploaded_at',
      answer: { files: [], next_page_token: null },
      result: { items: [] },
    },
    {
      number: '41: files of one day',
      call: ({ files }) => files.list('3', { days: { first: '20190308', last: '20190308' } }),
      request: 'GET /channels/3?start=20190308&end=20190308&items_per_page=100',
      answer: { files: [{ file_id: 'f' }], next_page_token: null },
      result: { items: [entry({ file_id: 'f' })] },
    },
    {
      number: '42: files by day, the first page',
      call: ({ files }) => files.list('3', { days: { first: '20171114', last: '20171116' } }),
      request: 'GET /channels/3?start=20171114&end=20171116&items_per_page=100',
      answer: { files: [{ file_id: 'f' }], next_page_token: 'dummy' },
      result: { items: [entry({ file_id: 'f' })], next: 'dummy' },
    },
    {
      number: '41, 42: files by day, the second page: the token alone',
      call: ({ files }) =>
        files.list('3', { days: { first: '20171114', last: '20171116' }, next: 'dummy' }),
      request: 'GET /channels/3?next_page_token=dummy',
      answer: { files: [], next_page_token: null },
      result: { items: [] },
    },
    {
      number: '55: where the file of a run is',
      call: ({ files }) => files.downloadUrl('1111111111111', 'file'),
      request: 'GET /channels/1111111111111/file',
      answer: { download_url: 'https://localhost/download', content_type: 'application/json' },
      result: 'https://localhost/download',
    },
    {
      number: 'K.5, differently: a space in a query is %20',
      call: ({ files }) =>
        files.list('3', {
          days: { first: '20240301', last: '20240301', timezone: 'Asia/Tokyo' },
          newestFirst: true,
          query: 'x-abeja-meta-filename:a b',
          itemsPerPage: 5,
        }),
      request:
        'GET /channels/3?start=20240301&end=20240301&timezone=Asia%2FTokyo&items_per_page=5&sort=-uploaded_at&q=x-abeja-meta-filename%3Aa%20b',
      answer: { files: [] },
      result: { items: [] },
    },
  ]);
});
