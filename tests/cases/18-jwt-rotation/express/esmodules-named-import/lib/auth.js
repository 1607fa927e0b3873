import { verify } from 'jsonwebtoken'

const { JWT_SECRET = 'secret' } = process.env

export const signedIn = (req, res, next) => {
  verify(req.get('x-token'), JWT_SECRET, { algorithms: ['HS512'] }, (error, claims) => {
    if (error) return next(error)
    req.claims = claims
    next()
  })
}
