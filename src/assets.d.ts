/** What Vite turns an import with a query into. */
declare module "*?raw" {
  const text: string;
  export default text;
}
declare module "*?url" {
  const url: string;
  export default url;
}
declare module "*.css";
/** Vite puts the values in when it builds; a branch that they rule out is left out of the build. */
interface ImportMetaEnv {
  readonly BASE_URL: string;
  /** True in Node, where code is not built for a page. */
  readonly SSR: boolean;
}
interface ImportMeta {
  readonly env: ImportMetaEnv;
}
