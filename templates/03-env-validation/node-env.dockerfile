ENV NODE_ENV=production
