/** Every vendor that can be linked: one line each. */
export { apiVideo } from "./api-video.ts";
export { gist } from "./gist.ts";
export { wistia } from "./wistia.ts";
export { wix } from "./wix.ts";
export { wixAdvanced } from "./wix-advanced.ts";
