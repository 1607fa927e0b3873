variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "db_password" {
  type      = string
  default   = "not-a-secret-2" # until there is a vault
  sensitive = true
}
