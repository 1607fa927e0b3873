variable "db_password" {
  type = string
}

variable "module_source" {
  type    = string
  default = "../../modules/rds"
}
