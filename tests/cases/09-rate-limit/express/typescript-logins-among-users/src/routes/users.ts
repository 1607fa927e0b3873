import { Router } from 'express'
import { forgotPassword, login, profile, signUp } from '../controllers/users.js'

export const users = Router()

users.post('/login', login)
users.post('/sign-up', signUp)
users.route('/forgot-password').post(forgotPassword)
users.get('/login', profile)
users.get('/:id', profile)
