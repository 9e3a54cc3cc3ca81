import { D, DEPLOYMENT, entry, testVectors } from '../vector';

describe('versions (the vectors of K)', () => {
  testVectors([
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
  ]);
});
