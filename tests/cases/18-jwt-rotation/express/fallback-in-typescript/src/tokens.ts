import jwt from 'jsonwebtoken'

const ACCESS_SECRET = process.env.ACCESS_SECRET || 'access'
const REFRESH_SECRET = process.env.REFRESH_SECRET ?? 'refresh'

export const issue = (user: string) => ({
  access: jwt.sign({ user }, ACCESS_SECRET, { expiresIn: '5m' }),
  refresh: jwt.sign({ user }, REFRESH_SECRET, { expiresIn: '30d' }),
})

export const check = (token: string) => jwt.verify(token, ACCESS_SECRET)

export const renew = (token: string) => jwt.verify(token, REFRESH_SECRET)
