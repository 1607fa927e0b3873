export const Button = process.env.NEXT_PUBLIC_LABEL
