import { applyEdits, format, parseTree, type Node as JsonNode } from 'jsonc-parser';
import { formatAddress, isSegment, type Address } from './address';

/** A place in a document that names something else. */
export interface AddressLink {
  /** First character of the id, and how many. */
  readonly offset: number;
  readonly length: number;
  readonly target: Address;
}

/**
 * A server's JSON laid out for reading: only white space changes, so that the order of keys, big
 * numbers and unknown fields stay as they came. What is no JSON stays as it is.
 */
export function layOut(text: string): string {
  const options = { tabSize: 2, insertSpaces: true, eol: '\n', insertFinalNewline: true };
  return applyEdits(text, format(text, undefined, options));
}

/** The ids in a document that can be opened, all in the document's own organization. */
export function addressLinks(address: Address, text: string): readonly AddressLink[] {
  const root = parseTree(text);
  return root === undefined ? [] : linksOf(root, address);
}

function linksOf(node: JsonNode, address: Address): readonly AddressLink[] {
  return (node.children ?? []).flatMap((child) => {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : [];
    if (key === undefined || value === undefined) {
      return linksOf(child, address);
    }
    const target =
      value.type === 'string'
        ? linkTarget(address, String(key.value), String(value.value))
        : undefined;
    const isItself = target !== undefined && formatAddress(target) === formatAddress(address);
    return target === undefined || isItself
      ? linksOf(value, address)
      : [{ offset: value.offset + 1, length: value.length - 2, target }];
  });
}

/** What a field of a document names. The host and the organization never come from the document. */
function linkTarget(address: Address, key: string, id: string): Address | undefined {
  const { host, organization } = address;
  if (!isSegment(id)) {
    return undefined;
  }
  const deployment = 'deployment' in address ? address.deployment : undefined;
  switch (key) {
    case 'organization_id':
      return id === organization ? { kind: 'organization', host, organization } : undefined;
    case 'deployment_id':
      return { kind: 'deployment', host, organization, deployment: id };
    case 'input_service_id':
    case 'output_service_id':
    case 'channel_id':
      return { kind: 'channel', host, organization, channel: id };
    case 'version_id':
    case 'model_version_id':
      return deployment === undefined
        ? undefined
        : { kind: 'version', host, organization, deployment, version: id };
    case 'trigger_id':
      return deployment === undefined
        ? undefined
        : { kind: 'trigger', host, organization, deployment, trigger: id };
    default:
      return undefined;
  }
}
