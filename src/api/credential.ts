/** How a request is authorized, A.1 of the API facts. */
export type Credential =
  | { readonly kind: 'user'; readonly userId: string; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'datasource'; readonly datasourceId: string; readonly secret: string };
