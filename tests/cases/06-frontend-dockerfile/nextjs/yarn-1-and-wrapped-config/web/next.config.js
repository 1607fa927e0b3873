const withPWA = require('next-pwa')({ dest: 'public' })
const { withSentryConfig } = require('@sentry/nextjs')

/** @type {import('next').NextConfig} */
const nextConfig = { reactStrictMode: true, images: { unoptimized: true } }

module.exports = withSentryConfig(withPWA(nextConfig), { silent: true })
