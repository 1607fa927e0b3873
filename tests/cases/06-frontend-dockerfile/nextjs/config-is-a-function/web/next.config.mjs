import { withPlugin } from "plugin";

export default async function config(phase, { defaultConfig }) {
  /** @type {import('next').NextConfig} */
  const nextConfig = {
    reactStrictMode: true,
  };
  return withPlugin()(nextConfig);
}
