variable "environment" { type = string }
variable "kms_key_arn" { type = string }
variable "repositories" { type = list(string) }
