export { default as accountRouter } from "./account";
export { default as tramRouter } from "./trams";
