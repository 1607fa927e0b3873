variable "environment" { type = string }
variable "subnet_ids" { type = list(string) }
