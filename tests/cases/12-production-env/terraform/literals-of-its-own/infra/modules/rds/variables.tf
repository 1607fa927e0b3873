variable "environment" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "skip_final_snapshot" {
  type    = bool
  default = true
}

variable "db_password" {
  type      = string
  sensitive = true
}
