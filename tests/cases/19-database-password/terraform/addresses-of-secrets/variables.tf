variable "db_password" {
  type    = string
  default = "arn:aws:ssm:eu-central-1:111111111111:parameter/orders/db/password"
}
