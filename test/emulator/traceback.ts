import type { FailureKind } from './entities';
import { randomInteger } from './seededRandom';

/** A step of a Python stack: where it is, and the line of code there. */
type Frame = readonly [location: string, code: string];

/** A Python traceback line by line, the error last; the number varies what it says. */
export function traceback(kind: FailureKind, number: number): readonly string[] {
  const { frames, error } = failure(kind, number);
  return [
    'Traceback (most recent call last):',
    ...[HANDLER_FRAME, ...frames].flatMap(([location, code]) => [
      `  File ${location}`,
      `    ${code}`,
    ]),
    error,
  ];
}

const HANDLER_FRAME: Frame = [
  '"/srv/app/main.py", line 27, in handler',
  'result = pipeline.run(request, context)',
];

function failure(
  kind: FailureKind,
  number: number,
): { readonly frames: readonly Frame[]; readonly error: string } {
  switch (kind) {
    case 'missingColumn':
      return {
        frames: [
          ['"/srv/app/pipeline.py", line 63, in run', 'amounts = self.amounts(table)'],
          ['"/srv/app/pipeline.py", line 91, in amounts', "return table['amount_incl_tax']"],
        ],
        error: "KeyError: 'amount_incl_tax'",
      };
    case 'outOfMemory': {
      const wanted = 512 + (randomInteger(number, 1) % 1536);
      const free = 16 + (randomInteger(number, 2) % 400);
      return {
        frames: [
          ['"/srv/app/pipeline.py", line 48, in run', 'scores = self.model(batch)'],
          [
            '"/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 1501, in _call_impl',
            'return forward_call(*args, **kwargs)',
          ],
        ],
        error: `torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate ${wanted}.00 MiB (GPU 0; 14.76 GiB total capacity; ${free}.75 MiB free)`,
      };
    }
    case 'badNumber': {
      const row = 2 + (randomInteger(number, 1) % 900);
      return {
        frames: [
          ['"/srv/app/pipeline.py", line 55, in run', 'rows = [parse(row) for row in table]'],
          ['"/srv/app/pipeline.py", line 18, in parse', "return float(row['unit_price'])"],
        ],
        error: `ValueError: could not convert string to float: 'N/A' (row ${row})`,
      };
    }
    case 'badImage':
      return {
        frames: [
          ['"/srv/app/pipeline.py", line 31, in run', 'image = Image.open(request.body)'],
          [
            '"/usr/local/lib/python3.10/site-packages/PIL/Image.py", line 3305, in open',
            'raise UnidentifiedImageError(msg)',
          ],
        ],
        error: `PIL.UnidentifiedImageError: cannot identify image file <_io.BytesIO object at 0x7f${hex(number)}>`,
      };
    case 'timeout': {
      const port = 8000 + (randomInteger(number, 1) % 1000);
      return {
        frames: [
          [
            '"/srv/app/pipeline.py", line 40, in run',
            'features = self.store.fetch(keys, timeout=5)',
          ],
          ['"/srv/app/store.py", line 22, in fetch', 'raise TimeoutError(self.address)'],
        ],
        error: `TimeoutError: feature-store.internal:${port}`,
      };
    }
  }
}

function hex(number: number): string {
  return randomInteger(number, 1).toString(16).padStart(8, '0');
}
