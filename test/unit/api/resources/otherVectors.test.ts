import { D, DEPLOYMENT, entry, O, testVectors } from '../vector';

const t = 'tri-5555555555555555';

describe('the vectors of what is around triggers, K.3 to K.5', () => {
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
      number: '35: deployments as a bare array',
      call: ({ deployments }) => deployments.list(),
      request: `GET ${O}/deployments`,
      answer: [{ deployment_id: DEPLOYMENT }],
      result: { items: [entry({ deployment_id: DEPLOYMENT })] },
    },
    {
      number: '37: versions of a deployment',
      call: ({ versions }) => versions.list(DEPLOYMENT),
      request: `GET ${D}/versions`,
      answer: { entries: [{ version_id: 'ver-c37e4e41b25243c9', training_job_id: null }] },
      result: { items: [entry({ version_id: 'ver-c37e4e41b25243c9', training_job_id: null })] },
    },
    {
      number: '38: where to download a version',
      call: ({ versions }) => versions.downloadUrl(DEPLOYMENT, 'ver-c37e4e41b25243c9'),
      request: `GET ${D}/versions/ver-c37e4e41b25243c9/download`,
      answer: { download_uri: 'https://dummy.com/download_uri' },
      result: 'https://dummy.com/download_uri',
    },
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
      number: '52: training models without archived ones',
      call: ({ training }) => training.models('dummy_job_def_name'),
      request: `GET ${O}/training/definitions/dummy_job_def_name/models?filter_archived=exclude_archived`,
      answer: { entities: [{ id: '1' }] },
      result: { items: [entry({ id: '1', training_model_id: '1' })] },
    },
    {
      number: '52: training models with archived ones',
      call: ({ training }) => training.models('dummy_job_def_name', { includeArchived: true }),
      request: `GET ${O}/training/definitions/dummy_job_def_name/models?filter_archived=include_archived`,
      answer: { entries: [] },
      result: { items: [] },
    },
    {
      number: '53, differently: definitions by the hundred, without a slash at the end',
      call: ({ training }) => training.definitions({ next: 'offset:2' }),
      request: `GET ${O}/training/definitions?limit=100&filter_archived=exclude_archived&offset=2`,
      answer: { entries: [{ name: 'n' }], offset: 2, limit: 100, total: 3 },
      result: { items: [entry({ name: 'n' })] },
    },
    {
      number: '54, differently: a definition is always asked for without its jobs',
      call: ({ training }) => training.definition('tagger-train'),
      request: `GET ${O}/training/definitions/tagger-train?include_jobs=false`,
      answer: { name: 'tagger-train', jobs: null },
      result: { name: 'tagger-train', jobs: null },
    },
    {
      number: '55: where the file of a run is',
      call: ({ files }) => files.downloadUrl('1111111111111', 'file'),
      request: 'GET /channels/1111111111111/file',
      answer: { download_url: 'https://localhost/download', content_type: 'application/json' },
      result: 'https://localhost/download',
    },
    {
      number: 'K.5, differently: newest first is the default and not asked for',
      call: ({ triggers }) => triggers.runs(DEPLOYMENT, t, { oldestFirst: false }),
      request: `GET ${D}/triggers/${t}/runs`,
      answer: { entries: [], next_page_token: '' },
      result: { items: [] },
    },
    {
      number: 'K.5: oldest first, with a token',
      call: ({ triggers }) => triggers.runs(DEPLOYMENT, t, { oldestFirst: true, next: 'a/b=' }),
      request: `GET ${D}/triggers/${t}/runs?scan_forward=True&next_page_token=a%2Fb%3D`,
      answer: { entries: [] },
      result: { items: [] },
    },
    {
      number: 'K.5: both tokens of recent logs',
      call: ({ runs }) => runs.recentLogs(DEPLOYMENT, 'a', { newer: 'f/1==', older: 'b' }),
      request: `GET ${D}/runs/a/recentlogs?next_forward_token=f%2F1%3D%3D&next_backward_token=b`,
      answer: { events: [], next_forward_token: 'f2', next_backward_token: [] },
      result: { items: [], newer: 'f2' },
    },
    {
      number: 'K.5: a log time without its sub-seconds',
      call: ({ runs }) =>
        runs.logs(DEPLOYMENT, 'a', { startTime: Date.UTC(2024, 2, 1, 9, 15, 0, 5) }),
      request: `GET ${D}/runs/a/logs?start_time=2024-03-01T09%3A15%3A00`,
      answer: { events: [] },
      result: { items: [] },
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
    {
      number: 'E.2: a channel in its envelope',
      call: ({ channels }) => channels.get('1300000000031'),
      request: `GET ${O}/channels/1300000000031`,
      answer: { organization_id: '1', channel: { channel_id: '1300000000031' } },
      result: { channel_id: '1300000000031' },
    },
    {
      number: 'G: the organization',
      call: ({ organization }) => organization.get(),
      request: `GET ${O}`,
      answer: { id: '1111111111111', plan: 'x' },
      result: { id: '1111111111111', plan: 'x' },
    },
  ]);
});
