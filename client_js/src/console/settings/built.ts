/** The survivor's page that this console was built with: to show it, and to make it again. */

export { LOOK, SHA256, SHORT } from 'noview:built';
