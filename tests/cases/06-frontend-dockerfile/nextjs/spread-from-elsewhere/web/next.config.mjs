import { shared } from "@shop/config";

export default {
  ...shared,
  reactStrictMode: true,
};
