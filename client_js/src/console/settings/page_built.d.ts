/** What client_js/build.mjs tells the console of the survivor's page that it was built with. */
declare module 'noview:built' {
  /** Of the page as it was built, before anything was stamped into it; in hex. */
  export const SHA256: string;
  /** The short names by which its script knows its words. */
  export const SHORT: Readonly<Record<string, string>>;
  /** Its style. */
  export const LOOK: string;
}
