import { Button } from '@shop/ui'

export default Button
