import type { FailureKind } from './behaviour';
import { randomInteger } from './seededRandom';

/** What a run that fails writes. */
export interface FailureOutput {
  /** What the handler writes about its input before it fails. */
  readonly context: readonly string[];
  /** Python's traceback line by line; nothing where there is none. */
  readonly traceback: readonly string[];
  /** The exception's type and message; null where the log does not name them. */
  readonly error: string | null;
  /** Null where the log ends before the runner writes it. */
  readonly exitCode: number | null;
}

/** A step of a Python stack: where it is, and the line of code there. */
type Frame = readonly [location: string, code: string];

interface Exception {
  readonly frames: readonly Frame[];
  readonly error: string;
}

const HANDLER: Frame = [
  '"/srv/app/main.py", line 27, in handler',
  'result = pipeline.run(request, context)',
];
const PYTHON = '/usr/local/lib/python3.11';
const HEADER = 'Traceback (most recent call last):';

const BY_CAUSE = 'The above exception was the direct cause of the following exception:';
const DURING = 'During handling of the above exception, another exception occurred:';

/** The output of a failing run; `number` varies values in it. */
export function failureOutput(kind: FailureKind, number: number): FailureOutput {
  const varied = (salt: number, least: number, most: number): number =>
    least + (randomInteger(number, salt) % (most - least + 1));
  switch (kind) {
    case 'missingColumn':
      return failed(
        ['reading 12 rows', 'columns: item_code, quantity, unit_price, total'],
        [
          {
            frames: [
              HANDLER,
              ['"/srv/app/pipeline.py", line 63, in run', 'amounts = self.amounts(table)'],
              [
                '"/srv/app/pipeline.py", line 91, in amounts',
                "return [row['amount'] for row in table]",
              ],
            ],
            error: "KeyError: 'amount'",
          },
        ],
      );
    case 'outOfMemory':
      return failed(
        [`batch of 64 pictures, ${varied(2, 13, 14)}.${varied(3, 0, 9)} of 14.8 GiB in use`],
        [
          {
            frames: [
              HANDLER,
              ['"/srv/app/pipeline.py", line 48, in run', 'scores = self.model(batch)'],
              [
                `"${PYTHON}/site-packages/torch/nn/modules/module.py", line 1501, in _call_impl`,
                'return forward_call(*args, **kwargs)',
              ],
            ],
            error:
              `torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate ${varied(1, 512, 2047)}.00 MiB ` +
              `(GPU 0; 14.76 GiB total capacity; ${varied(2, 16, 415)}.75 MiB free)`,
          },
        ],
      );
    case 'badNumber': {
      const row = varied(1, 2, 900);
      return failed(
        [`row ${row}: item_code=${1000 + row}, quantity=${varied(2, 1, 40)}, unit_price=N/A`],
        [
          {
            frames: [
              HANDLER,
              ['"/srv/app/pipeline.py", line 55, in run', 'rows = [parse(row) for row in table]'],
              ['"/srv/app/pipeline.py", line 18, in parse', "return float(row['unit_price'])"],
            ],
            error: "ValueError: could not convert string to float: 'N/A'",
          },
        ],
      );
    }
    case 'badImage':
      return failed(
        [`decoding ${varied(2, 100, 900)} bytes as a picture`],
        [
          {
            frames: [
              HANDLER,
              ['"/srv/app/pipeline.py", line 31, in run', 'image = Image.open(request.body)'],
              [
                `"${PYTHON}/site-packages/PIL/Image.py", line 3305, in open`,
                'raise UnidentifiedImageError(msg)',
              ],
            ],
            error: `PIL.UnidentifiedImageError: cannot identify image file <_io.BytesIO object at 0x7f${hex(number)}>`,
          },
        ],
      );
    case 'timeout': {
      const address = `feature-store.internal:${varied(1, 8000, 8999)}`;
      return failed(
        [1, 2, 3].map((attempt) => `${address} does not answer, request ${attempt} of 3`),
        [
          {
            frames: [
              HANDLER,
              [
                '"/srv/app/pipeline.py", line 40, in run',
                'features = self.store.fetch(keys, timeout=5)',
              ],
              ['"/srv/app/store.py", line 22, in fetch', 'raise TimeoutError(self.address)'],
            ],
            error: `TimeoutError: ${address}`,
          },
        ],
      );
    }
    case 'chained':
      return failed(
        ['loading /srv/model/labels.json'],
        [
          {
            frames: [
              ['"/srv/app/labels.py", line 12, in load', 'return json.load(file)'],
              [
                `"${PYTHON}/json/decoder.py", line 355, in raw_decode`,
                'raise JSONDecodeError("Expecting value", s, err.value) from None',
              ],
            ],
            error: 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
          },
          {
            frames: [
              ['"/srv/app/pipeline.py", line 35, in run', 'labels = load(LABELS)'],
              ['"/srv/app/labels.py", line 14, in load', 'raise LabelError(path) from error'],
            ],
            error: 'labels.LabelError: /srv/model/labels.json',
          },
          {
            frames: [
              HANDLER,
              ['"/srv/app/pipeline.py", line 71, in run', 'self.report(error)'],
              [
                `"${PYTHON}/site-packages/requests/adapters.py", line 519, in send`,
                'raise ConnectionError(e, request=request)',
              ],
            ],
            error: `requests.exceptions.ConnectionError: report.internal:${varied(1, 8000, 8999)} refused the connection`,
          },
        ],
        [BY_CAUSE, DURING],
      );
    case 'nested':
      return {
        context: ['checking 2 of 2 cameras'],
        traceback: nested(`no picture for ${varied(1, 10, 60)} s`),
        error: 'ExceptionGroup: cameras (2 sub-exceptions)',
        exitCode: 1,
      };
    case 'cutOff': {
      const { context, traceback } = failureOutput('outOfMemory', number);
      const kept = traceback.slice(0, 4);
      return {
        context,
        traceback: [...kept, `${traceback[4]?.slice(0, 30) ?? ''}\ufffd`],
        error: null,
        exitCode: null,
      };
    }
    case 'errorLine':
      return {
        context: [
          'reading /srv/model/weights.bin',
          `ERROR pipeline: /srv/model/weights.bin has ${varied(1, 100, 999)} bytes, expected 4096`,
        ],
        traceback: [],
        error: null,
        exitCode: 1,
      };
    case 'killed':
      return { context: ['Killed'], traceback: [], error: null, exitCode: 137 };
  }
}

function failed(
  context: readonly string[],
  exceptions: readonly Exception[],
  links: readonly string[] = [],
): FailureOutput {
  const traceback = exceptions.flatMap(({ frames, error }, i) => [
    ...(i === 0 ? [] : ['', links[i - 1] ?? DURING, '']),
    HEADER,
    ...frames.flatMap(frameLines),
    error,
  ]);
  return { context, traceback, error: exceptions.at(-1)?.error ?? null, exitCode: 1 };
}

/** A group of exceptions as Python 3.11 prints it. */
function nested(message: string): readonly string[] {
  const [handler = [], check = [], read = []] = [
    HANDLER,
    ['"/srv/app/pipeline.py", line 82, in run', "raise ExceptionGroup('cameras', errors)"] as Frame,
    ['"/srv/app/camera.py", line 19, in read', 'raise CameraError(self.message)'] as Frame,
  ].map(frameLines);
  const one = (number: number, error: string): readonly string[] => [
    `  ${number === 1 ? '+-+' : '  +'}---------------- ${number} ----------------`,
    ...[HEADER, ...read, error].map((line) => `    | ${line}`),
  ];
  return [
    `  + Exception Group ${HEADER}`,
    ...[...handler, ...check, 'ExceptionGroup: cameras (2 sub-exceptions)'].map(
      (line) => `  | ${line}`,
    ),
    ...one(1, `camera.CameraError: camera-1: ${message}`),
    ...one(2, 'camera.CameraError: camera-2: the lens is covered'),
    '    +------------------------------------',
  ];
}

function frameLines([location, code]: Frame): readonly string[] {
  return [`  File ${location}`, `    ${code}`];
}

function hex(number: number): string {
  return randomInteger(number, 1).toString(16).padStart(8, '0');
}
