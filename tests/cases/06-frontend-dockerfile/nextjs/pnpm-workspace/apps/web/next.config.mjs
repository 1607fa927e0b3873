import path from 'node:path'

const nextConfig = {
  transpilePackages: ['@shop/ui'],
  outputFileTracingRoot: path.join(import.meta.dirname, '../../'),
}

export default nextConfig
